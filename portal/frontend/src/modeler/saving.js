import { text } from '../i18n/index.js';
import { smallButton } from '../page/alerts.js';
import { sendJson } from '../page/http.js';
import { clock, LocalCopy } from '../page/local-copy.js';
import { isSignedOut } from '../page/problems.js';
import { download } from './download.js';

const DELAY = 3000;
const RETRY = 10_000;

/** Keeps the diagram in its change on the server, and takes it out again, one after the other; what somebody else changed
 *  meanwhile is never overwritten unasked. Until the server has a text, a copy of it stays in the browser. */
export class Saving {
  /** @param {{ etag?: string, base?: number, filesUrl?: string }} options etag: of the text that is shown; base: the
   *  version it is made from; filesUrl: where the change keeps its files */
  constructor({ url, filesUrl, etag, base, draftForms = {}, formEtags = {}, read, status, fileName, onSaved }) {
    Object.assign(this, { url, filesUrl, etag: etag ?? '', base: base ?? 0, read, status, fileName, onSaved });
    this.formsKept = new Map(Object.entries(draftForms).map(([id, source]) => [id, { source, etag: formEtags[id] }]));
    this.dirty = false;
    this.conflicted = false;
    this.copy = new LocalCopy(url ?? '');
    this.turn = Promise.resolve();
    window.addEventListener('beforeunload', event => {
      if (this.dirty) event.preventDefault();
    });
  }

  /** What the canvas goes on from: a text, and the version below it. */
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
    const { xml, forms } = await this.read();
    if (this.dirty) this.copy.write({ xml, forms: this.unsaved(forms) }, origin);
  }

  /**
   * What this browser kept and the server does not have.
   * @param {string} shown the diagram that the page came with
   * @returns {{ content: { xml: string, forms: object }, isNewest: boolean, time: string }|null}
   *   `isNewest`: nobody has changed the diagram since
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

  /** @returns {Promise<boolean>} whether the server has what the canvas shows; what it has not is saved first */
  async settled() {
    await this.turn;
    return !this.dirty || this.save();
  }

  /** @returns {Promise<boolean>} whether the change has it no more */
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
    const { xml, forms } = await this.read();
    const answer = await this.sendForms(forms, quiet) ?? await sendJson('PUT', this.url, { source: xml, base: this.base }, condition, { quiet });
    if (answer.ok) {
      this.etag = answer.body.etag;
      this.conflicted = false;
      if (!this.dirty) this.copy.clear();
      if (!this.dirty) this.show(text('已保存 {time}', { time: clock(answer.body.written_at ? new Date(answer.body.written_at) : undefined) }));
      this.onSaved();
      return true;
    }
    this.dirty = true;
    if (answer.status === 412 && answer.form) this.formConflict(answer);
    else if (answer.status === 412) this.conflict(answer);
    else if (isSignedOut(answer.status, answer.body)) this.signedOut();
    else this.retry(answer);
    return false;
  }

  /** Forms that came with an imported diagram become files of the change, before the diagram that names them.
   *  @returns {Promise<object|undefined>} the answer that stands in the way */
  async sendForms(forms, quiet) {
    for (const [id, source] of Object.entries(this.unsaved(forms))) {
      const kept = this.formsKept.get(id);
      const url = `${this.filesUrl}${encodeURIComponent(id)}.form.json/`;
      const condition = kept?.etag ? { 'If-Match': `"${kept.etag}"` } : { 'If-None-Match': '*' };
      const answer = await sendJson('PUT', url, { source }, condition, { quiet });
      if (!answer.ok) return { ...answer, form: id };
      this.formsKept.set(id, { source, etag: answer.body.etag });
    }
    return undefined;
  }

  unsaved(forms) {
    return Object.fromEntries(Object.entries(forms).filter(([id, source]) => this.formsKept.get(id)?.source !== source));
  }

  /** Forms of a copy were new to the change when it was kept: what it has got under their names since is not theirs. */
  asNew(forms) {
    for (const id of Object.keys(forms)) this.formsKept.delete(id);
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
      this.reloadButton());
  }

  formConflict({ form, body }) {
    this.conflicted = true;
    const overwrite = () => {
      this.formsKept.set(form, { etag: body?.current?.etag });
      return this.save();
    };
    this.show(text('没有保存：变更单里的表单“{form}”已被别人更新。', { form }), smallButton(text('用我的版本覆盖'), overwrite), this.reloadButton());
  }

  reloadButton() {
    return smallButton(text('载入最新内容'), () => { this.forget(); window.location.reload(); });
  }

  /** Over what the person was told of; something still newer is a conflict again. The version below stays the one that
   *  this text was made from: that a newer one was published is not to be forgotten. */
  overwrite(current) {
    this.etag = current?.etag ?? '';
    return this.save();
  }

  show(sentence, ...actions) {
    this.status.classList.toggle('modeler-status-warning', actions.length > 0);
    this.status.replaceChildren(sentence, ...actions);
  }
}
