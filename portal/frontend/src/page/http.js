import { text } from '../i18n/index.js';

export const csrfToken = () => document.querySelector('meta[name="csrf-token"]')?.content ?? '';

/** What went wrong, in the user's words: the problem's own detail, or a sentence by status. */
export function problemOf(status, body) {
  if (body && typeof body === 'object' && body.detail) return { title: body.title ?? '', detail: String(body.detail), body };
  const sentences = {
    0: text('网络不通，已填写的内容还在本页，请稍后重试。'),
    401: text('登录已过期，请在新窗口登录后回到本页重试。'),
    403: text('您没有权限做这一步，或登录已过期。'),
    404: text('要找的内容不存在，可能已被处理。'),
    409: text('这一步已经有人处理过了，请刷新页面查看最新情况。'),
    412: text('内容已在别处更新。'),
    413: text('文件太大，服务器没有接收。'),
  };
  return { title: '', detail: sentences[status] ?? text('服务器暂时无法处理，请稍后重试。'), body };
}

/**
 * Sends JSON and reads JSON. Never throws: a broken network is status 0.
 * @returns {Promise<{ ok: boolean, status: number, body: any, etag: string|null, problem?: { title: string, detail: string } }>}
 */
export async function sendJson(method, url, data, headers = {}, options = {}) {
  let response;
  try {
    response = await fetch(url, {
      method,
      credentials: 'same-origin',
      headers: {
        Accept: 'application/json',
        'X-CSRFToken': csrfToken(),
        ...(data === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      body: data === undefined ? undefined : JSON.stringify(data),
      ...options,
    });
  } catch {
    return { ok: false, status: 0, body: null, etag: null, problem: problemOf(0) };
  }
  const isJson = /json/.test(response.headers.get('Content-Type') ?? '');
  const body = isJson ? await response.json().catch(() => null) : null;
  // a page instead of JSON after a redirect is the sign-in page
  const signedOut = response.redirected && !isJson;
  const ok = response.ok && !signedOut;
  const status = signedOut ? 401 : response.status;
  return { ok, status, body, etag: response.headers.get('ETag'), problem: ok ? undefined : problemOf(status, body) };
}

export async function fetchText(url) {
  const response = await fetch(url, { credentials: 'same-origin' });
  if (!response.ok) throw new Error(`${response.status} ${url}`);
  return response.text();
}
