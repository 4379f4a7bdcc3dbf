import { text } from '../i18n/index.js';
import { h } from '../page/alerts.js';
import { sendJson } from '../page/http.js';
import { download } from './download.js';

const DELAY = 3000;
const RETRY = 10_000;

const clock = iso => (iso ? new Date(iso) : new Date()).toLocaleTimeString('zh-CN', { hour: '2-digit', minute: '2-digit', hour12: false });

/** Keeps the draft on the server; a draft that somebody else changed meanwhile is never overwritten unasked. */
export class Saving {
  constructor({ url, etag, xml, status, fileName, onSaved }) {
    Object.assign(this, { url, etag: etag ?? null, xml, status, fileName, onSaved });
    this.dirty = false;
    this.saving = null;
    this.conflicted = false;
    window.addEventListener('beforeunload', event => {
      if (this.dirty) event.preventDefault();
    });
  }

  touch() {
    this.dirty = true;
    if (!this.url || this.conflicted) return;
    this.show(text('有未保存的修改'));
    this.schedule(DELAY);
  }

  schedule(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), delay);
  }

  /** @returns {Promise<boolean>} whether the server has what the canvas shows */
  async save({ overwrite = false } = {}) {
    if (!this.url) return true;
    clearTimeout(this.timer);
    await this.saving;
    this.saving = this.send(overwrite);
    const saved = await this.saving;
    this.saving = null;
    return saved;
  }

  async send(overwrite) {
    this.dirty = false;
    this.show(text('正在保存…'));
    const headers = this.etag && !overwrite ? { 'If-Match': this.etag } : {};
    const answer = await sendJson('PUT', this.url, { xml: await this.xml() }, headers);
    if (answer.ok) {
      this.etag = answer.etag ?? answer.body?.etag ?? this.etag;
      this.conflicted = false;
      if (!this.dirty) this.show(text('草稿已保存 {time}', { time: clock(answer.body?.saved_at) }));
      this.onSaved();
      return true;
    }
    this.dirty = true;
    if (answer.status === 412) this.conflict();
    else this.retry(answer);
    return false;
  }

  retry({ status, problem }) {
    if (status >= 400 && status < 500) {
      this.show(text('没有保存：{reason}', { reason: problem.detail }));
      return;
    }
    this.show(text('暂时没能保存，将自动重试'));
    this.schedule(RETRY);
  }

  conflict() {
    this.conflicted = true;
    const button = (label, onclick) => h('button', { type: 'button', class: 'btn btn-sm', onclick }, label);
    this.show(text('草稿已被别人更新，您的修改还在本页。'),
      button(text('下载我的版本'), async () => download(this.fileName, await this.xml(), 'application/xml')),
      button(text('用我的版本覆盖'), () => this.save({ overwrite: true })),
      button(text('载入最新草稿'), () => { this.dirty = false; window.location.reload(); }));
  }

  show(sentence, ...actions) {
    this.status.classList.toggle('modeler-status-warning', actions.length > 0);
    this.status.replaceChildren(sentence, ...actions);
  }
}
