import { text } from '../i18n/index.js';
import { smallButton } from '../page/alerts.js';
import { sendJson } from '../page/http.js';
import { clock, LocalCopy } from '../page/local-copy.js';
import { isSignedOut } from '../page/problems.js';

const DELAY = 800;
const RETRY = 5000;
const KEEPALIVE_BYTES = 60_000; // what a browser still sends for a page that goes

/**
 * Saves what was typed a moment after each change, and keeps trying while the network is away.
 * Until the server has it, a copy stays in the browser.
 */
export class Draft {
  constructor({ url, etag, read, onStatus }) {
    Object.assign(this, { url, etag: etag || null, read, onStatus });
    this.copy = new LocalCopy(url);
    this.dirty = false;
    this.saving = null;
    this.closed = false;
    this.paused = false;
    this.onLeave = event => {
      if (this.dirty) event.preventDefault();
    };
    this.onHide = () => {
      if (document.visibilityState === 'hidden' && this.dirty) this.save({ leaving: true });
    };
    window.addEventListener('beforeunload', this.onLeave);
    document.addEventListener('visibilitychange', this.onHide);
  }

  /** Which draft this window goes on from; the server refuses to go on from another one. */
  get precondition() {
    return this.etag ? { 'If-Match': this.etag } : { 'If-None-Match': '*' };
  }

  touch() {
    if (this.closed) return;
    this.dirty = true;
    this.copy.write(this.read(), this.etag);
    if (!this.conflicted) this.schedule(DELAY);
  }

  schedule(delay) {
    clearTimeout(this.timer);
    if (this.paused) return;
    this.timer = setTimeout(() => this.save(), delay);
  }

  async save({ quiet = true, leaving = false } = {}) {
    if (this.saving) return this.saving.then(() => this.dirty && !this.conflicted && this.save({ quiet, leaving }));
    this.dirty = false;
    this.onStatus(text('正在保存…'));
    this.saving = this.send({ quiet, leaving });
    await this.saving;
    this.saving = null;
  }

  async send({ quiet, leaving }) {
    const answers = this.read();
    const keepalive = leaving && JSON.stringify(answers).length < KEEPALIVE_BYTES;
    const answer = await sendJson('PUT', this.url, { answers }, this.precondition, { quiet, keepalive });
    if (this.closed) return;
    if (answer.ok) {
      this.etag = answer.etag ?? answer.body?.etag ?? this.etag;
      this.conflicted = false;
      if (!this.dirty) this.copy.clear();
      this.onStatus(text('已保存 {time}', { time: clock() }));
      return;
    }
    this.dirty = true;
    if (answer.status === 412) this.conflict(answer.etag);
    else if (isSignedOut(answer.status, answer.body)) this.signedOut();
    else this.failed(answer);
  }

  failed({ status, problem }) {
    if (status >= 400 && status < 500) {
      this.onStatus(text('没有保存：{reason}', { reason: problem.detail }));
      return;
    }
    this.onStatus(text('暂时没能保存，将自动重试'));
    this.schedule(RETRY);
  }

  /** Nobody is asked for a password while typing: the line says it, and its button asks. */
  signedOut() {
    this.onStatus(text('登录已过期，内容暂存在这台电脑上。'), smallButton(text('登录并保存'), () => this.save({ quiet: false })));
  }

  /** @param {string|null} theirs the ETag of what the other window saved: only that is overwritten, if people say so */
  conflict(theirs) {
    this.conflicted = true;
    this.onStatus(text('这份草稿已在另一个窗口更新。'),
      smallButton(text('用本页内容覆盖'), () => { this.etag = theirs; this.save({ quiet: false }); }),
      smallButton(text('载入最新内容'), () => { this.forget(); window.location.reload(); }));
  }

  /**
   * What this browser kept and the server does not have.
   * @returns {{ answers: object, isNewest: boolean, time: string }|null} `isNewest`: it goes on from the server's own draft
   */
  leftHere(shown) {
    const kept = this.copy.read();
    if (!kept?.content) return null;
    if (Object.entries(kept.content).every(([key, value]) => JSON.stringify(value) === JSON.stringify(shown[key]))) {
      this.copy.clear();
      return null;
    }
    return { answers: kept.content, isNewest: (kept.base ?? null) === this.etag, time: this.copy.time(kept) };
  }

  /** Holds still while the answers are on their way: a draft that comes after them would be refused. */
  async settle() {
    this.paused = true;
    clearTimeout(this.timer);
    await this.saving;
    if (this.dirty && !this.conflicted) await this.save();
  }

  /** Nothing of this page is worth keeping. */
  forget() {
    this.dirty = false;
    this.closed = true;
    clearTimeout(this.timer);
    this.copy.clear();
  }

  resume() {
    this.paused = false;
    if (this.dirty && !this.conflicted) this.schedule(DELAY);
  }

  /** No more saving: the answers were submitted. */
  async close() {
    this.closed = true;
    this.dirty = false;
    this.copy.clear();
    clearTimeout(this.timer);
    window.removeEventListener('beforeunload', this.onLeave);
    document.removeEventListener('visibilitychange', this.onHide);
    await this.saving;
  }
}
