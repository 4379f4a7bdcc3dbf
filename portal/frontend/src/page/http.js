import { ownHeaders } from './account.js';
import { isSignedOut, problemOf } from './problems.js';
import { regain } from './session.js';

async function once(method, url, data, headers, options) {
  let response;
  try {
    response = await fetch(url, {
      method,
      credentials: 'same-origin',
      headers: { ...ownHeaders(), ...(data === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
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

/**
 * Sends JSON and reads JSON. Never throws: a broken network is status 0.
 * Where the sign-in has ended, people sign in beside the page and the very same request goes again; with
 * `quiet` nobody is asked, and only what another tab has mended already is repeated.
 * @returns {Promise<{ ok: boolean, status: number, body: any, etag: string|null, problem?: { title: string, detail: string } }>}
 */
export async function sendJson(method, url, data, headers = {}, { quiet = method === 'GET', ...options } = {}) {
  const answer = await once(method, url, data, headers, options);
  if (!isSignedOut(answer.status, answer.body)) return answer;
  if (!await regain({ quiet })) return answer;
  return once(method, url, data, headers, options);
}

export async function fetchText(url) {
  const response = await fetch(url, { credentials: 'same-origin' });
  if (!response.ok) throw new Error(`${response.status} ${url}`);
  return response.text();
}
