import { text } from '../i18n/index.js';

/** What went wrong, in the user's words: the problem's own detail, or a sentence by status. */
export function problemOf(status, body) {
  if (body && typeof body === 'object' && body.detail) return { title: body.title ?? '', detail: String(body.detail), body };
  const sentences = {
    0: text('网络不通，已填写的内容还在本页，请稍后重试。'),
    401: text('登录已过期，已填写的内容还在本页，请登录后再试。'),
    403: text('您没有权限做这一步。'),
    404: text('要找的内容不存在，可能已被处理。'),
    409: text('这一步已经有人处理过了，请刷新页面查看最新情况。'),
    412: text('内容已在别处更新。'),
    413: text('文件太大，服务器没有接收。'),
  };
  return { title: '', detail: sentences[status] ?? text('服务器暂时无法处理，请稍后重试。'), body };
}

/** Whether an answer only says that the page's sign-in, or its token, is out of date. */
export const isSignedOut = (status, body) =>
  status === 401 || (status === 403 && ['csrf-failed', 'other-account'].includes(body?.code));
