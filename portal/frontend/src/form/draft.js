import { text } from '../i18n/index.js';
import { h } from '../page/alerts.js';
import { csrfToken, sendJson } from '../page/http.js';

const DELAY = 800;
const RETRY = 5000;

const clock = () => new Date().toLocaleTimeString('zh-CN', { hour: '2-digit', minute: '2-digit', hour12: false });

/** Saves what was typed a moment after each change, and keeps trying while the network is away. */
export class Draft {
  constructor({ url, etag, read, onStatus }) {
    Object.assign(this, { url, etag: etag ?? null, read, onStatus });
    this.dirty = false;
    this.saving = null;
    this.closed = false;
    this.paused = false;
    this.onLeave = event => {
      if (this.dirty) event.preventDefault();
    };
    this.onHide = () => {
      if (document.visibilityState === 'hidden' && this.dirty) this.saveOnLeaving();
    };
    window.addEventListener('beforeunload', this.onLeave);
    document.addEventListener('visibilitychange', this.onHide);
  }

  touch() {
    if (this.closed) return;
    this.dirty = true;
    this.schedule(DELAY);
  }

  schedule(delay) {
    clearTimeout(this.timer);
    if (this.paused) return;
    this.timer = setTimeout(() => this.save(), delay);
  }

  async save({ overwrite = false } = {}) {
    if (this.saving) return this.saving.then(() => this.dirty && this.save());
    this.dirty = false;
    this.onStatus(text('正在保存…'));
    this.saving = this.send(overwrite);
    await this.saving;
    this.saving = null;
  }

  async send(overwrite) {
    const headers = this.etag && !overwrite ? { 'If-Match': this.etag } : {};
    const answer = await sendJson('PUT', this.url, { answers: this.read() }, headers);
    if (this.closed) return;
    if (answer.ok) {
      this.etag = answer.etag ?? answer.body?.etag ?? this.etag;
      this.onStatus(text('已保存 {time}', { time: clock() }));
      return;
    }
    this.dirty = true;
    if (answer.status === 412) return this.conflict();
    if (answer.status >= 400 && answer.status < 500) return this.onStatus(text('没有保存：{reason}', { reason: answer.problem.detail }));
    this.onStatus(text('暂时没能保存，将自动重试'));
    this.schedule(RETRY);
  }

  conflict() {
    const button = (label, onclick) => h('button', { type: 'button', class: 'btn btn-sm ms-2', onclick }, label);
    this.onStatus(text('这份草稿已在另一个窗口更新。'),
      button(text('用本页内容覆盖'), () => this.save({ overwrite: true })),
      button(text('载入最新内容'), () => { this.dirty = false; window.location.reload(); }));
  }

  saveOnLeaving() {
    const headers = { 'Content-Type': 'application/json', 'X-CSRFToken': csrfToken(), ...(this.etag ? { 'If-Match': this.etag } : {}) };
    fetch(this.url, { method: 'PUT', keepalive: true, credentials: 'same-origin', headers, body: JSON.stringify({ answers: this.read() }) })
      .then(response => {
        if (!response.ok) return;
        this.etag = response.headers.get('ETag') ?? this.etag;
        this.dirty = false;
      }, () => {});
  }

  /** Holds still while the answers are on their way: a draft that comes after them would be refused. */
  async pause() {
    this.paused = true;
    clearTimeout(this.timer);
    await this.saving;
  }

  resume() {
    this.paused = false;
    if (this.dirty) this.schedule(DELAY);
  }

  /** No more saving: the answers were submitted. */
  async close() {
    this.closed = true;
    this.dirty = false;
    clearTimeout(this.timer);
    window.removeEventListener('beforeunload', this.onLeave);
    document.removeEventListener('visibilitychange', this.onHide);
    await this.saving;
  }
}
