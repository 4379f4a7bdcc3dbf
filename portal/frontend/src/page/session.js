import { text } from '../i18n/index.js';
import { csrfToken, pageUser } from './account.js';
import { alertBox, h } from './alerts.js';
import { problemOf } from './problems.js';

const URL = '/accounts/session/';
const SIGN_IN = '/accounts/sign-in/';

async function ask(method, data) {
  try {
    const response = await fetch(URL, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      headers: { Accept: 'application/json', 'Content-Type': 'application/json', 'X-CSRFToken': csrfToken() },
      body: data && JSON.stringify(data),
    });
    return { status: response.status, body: await response.json().catch(() => null) };
  } catch {
    return { status: 0, body: null };
  }
}

/** @returns {Promise<'mine'|'nobody'|'other'|'unknown'>} who is signed in now, seen from this page; the token is fresh then */
export async function state() {
  const { status, body } = await ask('GET');
  if (status !== 200) return 'unknown';
  if (!body?.user) return 'nobody';
  return body.user === pageUser.id ? 'mine' : 'other';
}

let dialog = null; // one for all requests that wait for it

/** @returns {Promise<boolean>} whether the person of this page is signed in (again) */
export async function regain({ quiet = false } = {}) {
  const now = await state();
  if (now === 'mine') return true;
  if (now === 'unknown' || quiet || !pageUser.id) return false;
  dialog ??= new SignIn(now).opened.finally(() => { dialog = null; });
  return dialog;
}

/** Signing in beside the page, as the person whose page it is. */
class SignIn {
  constructor(now) {
    this.messages = h('div', { 'aria-live': 'polite' });
    this.password = h('input', { class: 'form-control', type: 'password', id: 'sign-in-password', autocomplete: 'current-password', required: true });
    this.button = h('button', { type: 'submit', class: 'btn btn-primary' }, text('登录并继续'));
    const form = h('form', { onsubmit: event => this.submit(event) },
      h('h2', { class: 'h3', id: 'sign-in-title' }, now === 'other' ? text('已换了别的账号') : text('登录已过期')),
      h('p', { class: 'text-secondary' }, this.sentence(now)),
      this.messages,
      h('label', { class: 'form-label', for: 'sign-in-username' }, text('用户名')),
      h('input', { class: 'form-control mb-3', id: 'sign-in-username', value: pageUser.username, readonly: true, autocomplete: 'username' }),
      h('label', { class: 'form-label', for: 'sign-in-password' }, text('密码')),
      this.password,
      h('p', { class: 'mt-2' }, h('a', { href: SIGN_IN, target: '_blank', rel: 'noopener' }, text('用其他方式登录（新窗口）'))),
      h('div', { class: 'btn-list justify-content-end mt-3' },
        h('button', { type: 'button', class: 'btn', onclick: () => this.element.close() }, text('取消')),
        this.button));
    this.element = h('dialog', { class: 'sign-in-dialog', 'aria-labelledby': 'sign-in-title' }, form);
    document.body.append(this.element);
    this.opened = new Promise(resolve => { this.resolve = resolve; });
    this.onReturn = () => this.lookAgain();
    window.addEventListener('focus', this.onReturn);
    this.element.addEventListener('close', () => this.end(this.element.returnValue === 'signed-in'));
    this.element.showModal();
    this.password.focus();
  }

  sentence(now) {
    const who = pageUser.name || pageUser.username;
    return now === 'other'
      ? text('这个浏览器现在登录的是别的账号，而这一页是“{who}”打开的，所以没有提交。请用“{who}”登录后继续；填写的内容都还在。', { who })
      : text('请“{who}”重新登录，不必离开本页；填写的内容都还在，登录后接着完成刚才的操作。', { who });
  }

  async submit(event) {
    event.preventDefault();
    this.button.disabled = true;
    this.messages.replaceChildren();
    const { status, body } = await ask('POST', { username: pageUser.username, password: this.password.value, expected: pageUser.id });
    this.button.disabled = false;
    if (status === 200) {
      this.element.close('signed-in');
      return;
    }
    // signing in elsewhere meanwhile has made another token: ask once more what is so
    if (status === 403 && await state() === 'mine') {
      this.element.close('signed-in');
      return;
    }
    this.messages.replaceChildren(alertBox({ kind: 'danger', title: problemOf(status, body).detail }));
    this.password.select();
  }

  /** Whoever signed in in the other window comes back to a page that knows it. */
  async lookAgain() {
    if (await state() === 'mine') this.element.close('signed-in');
  }

  end(signedIn) {
    window.removeEventListener('focus', this.onReturn);
    this.element.remove();
    this.resolve(signedIn);
  }
}
