import { text } from '../i18n/index.js';
import { smallButton } from '../page/alerts.js';
import { sendJson } from '../page/http.js';
import { clock, LocalCopy } from '../page/local-copy.js';
import { isSignedOut } from '../page/problems.js';
import { download } from './download.js';

const DELAY = 3000;
const RETRY = 10_000;

/** Keeps, discards and publishes the draft on the server, one after the other; what somebody else changed meanwhile is
 *  never overwritten unasked. Until the server has a change, a copy of the diagram stays in the browser. */
export class Saving {
  /** @param {{ etag?: string, base?: number }} options etag: of the draft, empty where there is none; base: the version it is made from */
  constructor({ url, deployUrl, etag, base, read, status, fileName, onSaved }) {
    Object.assign(this, { url, deployUrl, etag: etag ?? '', base: base ?? 0, read, status, fileName, onSaved });
    this.dirty = false;
    this.conflicted = false;
    this.copy = new LocalCopy(url ?? '');
    this.turn = Promise.resolve();
    window.addEventListener('beforeunload', event => {
      if (this.dirty) event.preventDefault();
    });
  }

  get isUnchanged() {
    return !this.dirty && !this.etag && this.base > 0;
  }

  /** What the canvas goes on from: a draft, and the version below it. */
  get origin() {
    return `${this.etag}@${this.base}`;
  }

  touch() {
    this.dirty = true;
    if (!this.url) return;
    this.keepCopy();
    if (this.conflicted) return;
    this.show(text('有未保存的修改'));
    this.schedule(DELAY);
  }

  schedule(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save({ quiet: true }), delay);
  }

  async keepCopy() {
    const origin = this.origin;
    const content = await this.read();
    if (this.dirty) this.copy.write(content, origin);
  }

  /**
   * What this browser kept and the server does not have.
   * @param {string} shown the diagram that the page came with
   * @returns {{ content: { xml: string, forms: object }, isNewest: boolean, time: string }|null}
   *   `isNewest`: nobody has changed the draft since
   */
  leftHere(shown) {
    const kept = this.url && this.copy.read();
    if (!kept?.content?.xml || kept.content.xml === shown) return null;
    return { content: kept.content, isNewest: kept.base === this.origin, time: this.copy.time(kept) };
  }

  /** @param {{ quiet?: boolean }} options quiet: nobody is asked to sign in, as nobody pressed anything
   *  @returns {Promise<boolean>} whether the server has what the canvas shows */
  async save({ quiet = false } = {}) {
    if (!this.url) return true;
    clearTimeout(this.timer);
    return this.inTurn(() => this.send({ quiet }));
  }

  /** Saves what is not saved yet and makes a version of it.
   *  @returns {Promise<object|null>} the server's answer; null when the draft could not be saved */
  async publish(note) {
    clearTimeout(this.timer);
    return this.inTurn(async () => {
      if ((this.dirty || !this.etag) && !await this.send()) return null;
      const answer = await sendJson('POST', this.deployUrl, { note }, { 'If-Match': `"${this.etag}"` });
      if (answer.ok) {
        this.etag = '';
        this.base = answer.body.version;
        if (!this.dirty) this.copy.clear();
        if (!this.dirty) this.show(text('已发布，没有草稿'));
      }
      if (answer.status === 412) this.conflict(answer);
      return answer;
    });
  }

  /** @returns {Promise<boolean>} whether there is no draft any more */
  async discard() {
    clearTimeout(this.timer);
    return this.inTurn(async () => {
      const answer = this.etag ? await sendJson('DELETE', this.url, undefined, { 'If-Match': `"${this.etag}"` }) : { ok: true };
      if (answer.ok) this.forget();
      else if (answer.status === 412) this.conflict(answer);
      else this.show(text('没有放弃：{reason}', { reason: answer.problem.detail }));
      return answer.ok;
    });
  }

  inTurn(action) {
    const done = this.turn.then(action);
    this.turn = done.catch(() => {});
    return done;
  }

  /** Nothing on this page is worth keeping. */
  forget() {
    this.dirty = false;
    this.copy.clear();
  }

  async send({ quiet = false } = {}) {
    this.dirty = false;
    this.show(text('正在保存…'));
    const condition = this.etag ? { 'If-Match': `"${this.etag}"` } : { 'If-None-Match': '*' };
    const answer = await sendJson('PUT', this.url, { ...await this.read(), base: this.base }, condition, { quiet });
    if (answer.ok) {
      this.etag = answer.body.etag;
      this.conflicted = false;
      if (!this.dirty) this.copy.clear();
      if (!this.dirty) this.show(text('草稿已保存 {time}', { time: clock(answer.body.saved_at ? new Date(answer.body.saved_at) : undefined) }));
      this.onSaved();
      return true;
    }
    this.dirty = true;
    if (answer.status === 412) this.conflict(answer);
    else if (isSignedOut(answer.status, answer.body)) this.signedOut();
    else this.retry(answer);
    return false;
  }

  signedOut() {
    this.show(text('登录已过期，内容暂存在这台电脑上。'), smallButton(text('登录并保存'), () => this.save()));
  }

  retry({ status, problem }) {
    if (status >= 400 && status < 500) {
      this.show(text('没有保存：{reason}', { reason: problem.detail }));
      return;
    }
    this.show(text('暂时没能保存，将自动重试'));
    this.schedule(RETRY);
  }

  conflict({ body, problem }) {
    this.conflicted = true;
    this.show(text('{reason}，您的修改还在本页。', { reason: problem.detail }),
      smallButton(text('下载我的版本'), async () => download(this.fileName, (await this.read()).xml, 'application/xml')),
      smallButton(text('用我的版本覆盖'), () => this.overwrite(body?.current)),
      smallButton(text('载入最新草稿'), () => { this.forget(); window.location.reload(); }));
  }

  /** Over what the person was told of; something still newer is a conflict again. */
  overwrite(current) {
    this.etag = current?.etag ?? '';
    this.base = current?.version ?? this.base;
    return this.save();
  }

  show(sentence, ...actions) {
    this.status.classList.toggle('modeler-status-warning', actions.length > 0);
    this.status.replaceChildren(sentence, ...actions);
  }
}
