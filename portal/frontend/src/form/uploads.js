import { text } from '../i18n/index.js';
import { ownHeaders } from '../page/account.js';
import { isSignedOut, problemOf } from '../page/problems.js';
import { regain } from '../page/session.js';

const MEGABYTE = 1024 * 1024;

export const readableSize = bytes => {
  if (bytes == null) return '';
  if (bytes < 1024) return `${bytes} B`;
  return bytes < MEGABYTE ? `${Math.round(bytes / 1024)} KB` : `${(bytes / MEGABYTE).toFixed(1)} MB`;
};

// What phones of one maker photograph in; the server turns it into JPG.
const PHONE_PHOTOS = /\.(heic|heif)$/;

/** Whether a file is one of `accept` (".pdf,image/*"), judged by its extension or declared type. */
export function isAccepted(file, accept) {
  const kinds = (accept ?? '').split(',').map(kind => kind.trim().toLowerCase()).filter(Boolean);
  if (kinds.length === 0) return true;
  const name = file.name.toLowerCase();
  const type = (file.type ?? '').toLowerCase();
  if (kinds.includes('.jpg') && PHONE_PHOTOS.test(name)) return true;
  return kinds.some(kind => {
    if (kind.startsWith('.')) return name.endsWith(kind);
    if (kind.endsWith('/*')) return type.startsWith(kind.slice(0, -1));
    return type === kind;
  });
}

/** Sends files at once, and knows size, type and address of each file that an answer refers to. */
export class Uploads {
  constructor({ url, maxMegabytes }) {
    Object.assign(this, { url, maxMegabytes });
    this.running = 0;
    this.known = new Map();
  }

  /** Learns the files in given data: any object with `id`, `name` and `url`. */
  rememberFrom(value) {
    if (Array.isArray(value)) value.forEach(inner => this.rememberFrom(inner));
    else if (value && typeof value === 'object') {
      if (value.id && value.name && value.url) this.known.set(value.id, value);
      else Object.values(value).forEach(inner => this.rememberFrom(inner));
    }
  }

  describe = ({ id, name }) => ({ id, name, ...this.known.get(id) });

  /** A sentence that says why the file is refused before it is sent; empty when it is fine. */
  refusal(file, accept) {
    if (file.size > this.maxMegabytes * MEGABYTE) {
      return text('“{name}”有 {size}，超过 {max} MB 的上限', { name: file.name, size: readableSize(file.size), max: this.maxMegabytes });
    }
    if (file.size === 0) return text('“{name}”是空文件', { name: file.name });
    if (!isAccepted(file, accept)) return text('“{name}”的类型不符，可以上传：{accept}', { name: file.name, accept: readableKinds(accept) });
    return '';
  }

  /** @returns {Promise<{ id: string, name: string }>} rejects with a sentence */
  async send(upload) {
    this.running += 1;
    try {
      let answer = await this.once(upload);
      if (isSignedOut(answer.status, answer.body)) {
        if (await regain()) answer = await this.once(upload);
      }
      const { status, body } = answer;
      if (status < 200 || status >= 300 || !body?.id) throw problemOf(status, body).detail;
      this.known.set(body.id, body);
      return { id: body.id, name: body.name };
    } finally {
      this.running -= 1;
    }
  }

  /** @returns {Promise<{ status: number, body: any }>} rejects with a sentence, empty when people stopped it */
  once({ file, field, onProgress, signal }) {
    const body = new FormData();
    body.append('file', file);
    body.append('field', field);
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open('POST', this.url);
      for (const [name, value] of Object.entries(ownHeaders())) request.setRequestHeader(name, value);
      request.responseType = 'json';
      request.upload.onprogress = ({ loaded, total }) => onProgress(Math.round((loaded / total) * 100));
      request.onload = () => resolve({ status: request.status, body: request.response });
      request.onerror = () => reject(text('网络不通，文件没有上传，请重试。'));
      request.onabort = () => reject('');
      signal.addEventListener('abort', () => request.abort());
      request.send(body);
    });
  }
}

export const readableKinds = accept =>
  accept.split(',').map(kind => kind.trim()).filter(kind => kind !== '.jpeg').map(kind => (kind === 'image/*' ? text('图片') : kind.replace(/^\./, '').replace(/^.*\//, '').toUpperCase())).join(text('、'));
