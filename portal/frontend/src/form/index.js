import '@bpmn-io/form-js-viewer/dist/assets/form-js.css';
import './form.css';
import { createForm, getSchemaVariables, Radio } from '@bpmn-io/form-js-viewer';
import flatpickr from 'flatpickr';
import { Mandarin } from 'flatpickr/dist/l10n/zh.js';
import { isEnglish, text } from '../i18n/index.js';
import { alertBox, h } from '../page/alerts.js';
import { offeredCopy, restoredCopy } from '../page/copy-alerts.js';
import { sendJson } from '../page/http.js';
import { Bar } from './bar.js';
import { createDecisionField } from './DecisionField.jsx';
import { Draft } from './draft.js';
import { errorSummary, flattenErrors } from './errors.js';
import { createFileField } from './FileField.jsx';
import { NumberField, SelectField, TableField } from './fields.jsx';
import { prepareSchema } from './schema.js';
import { ServerErrors } from './server-errors.js';
import { Uploads } from './uploads.js';

if (!isEnglish) flatpickr.localize({ ...Mandarin, firstDayOfWeek: 1 });

// the native picker of phones shows none of the dates that the form already has
flatpickr.setDefaults({ disableMobile: true });

/**
 * @param {HTMLElement} element
 * @param {{ schema: object, data?: object, readonly?: boolean, submitUrl?: string, draftUrl?: string, draftEtag?: string,
 *   uploadUrl?: string, maxUploadMb?: number, submitLabel?: string, formId?: string }} config
 */
export async function mount(element, config) {
  const uploads = new Uploads({ url: config.uploadUrl, maxMegabytes: config.maxUploadMb ?? 20 });
  uploads.rememberFrom(config.data);
  const schema = prepareSchema(config.schema);
  const island = new FormIsland({ config, schema, uploads });
  const left = island.draft?.leftHere(config.data ?? {});
  const form = await createForm({
    container: island.canvas,
    schema,
    data: { ...config.data, ...(left?.isNewest ? left.answers : {}) },
    // a link must not take the person away from what is typed
    properties: { readOnly: Boolean(config.readonly), textLinkTarget: '_blank' },
    debounce: false, // a field waiting to report its text loses it when another one is drawn anew
    additionalModules: [ownFields(island)],
  });
  island.connect(form);
  element.replaceChildren(island.messages, island.canvas, ...(config.readonly ? [] : [island.bar.element]));
  if (left) island.tellOfCopy(left);
}

function ownFields({ uploads, config, bar }) {
  class OwnFields {
    constructor(formFields) {
      formFields.register('filepicker', createFileField(uploads));
      formFields.register('select', SelectField);
      formFields.register('number', NumberField);
      formFields.register('table', TableField);
      if (!config.readonly && bar.decision) formFields.register('radio', createDecisionField(Radio, bar.decision));
    }
  }
  OwnFields.$inject = ['formFields'];
  return { __init__: ['ownFields'], ownFields: ['type', OwnFields] };
}

class FormIsland {
  constructor({ config, schema, uploads }) {
    Object.assign(this, { config, schema, uploads });
    this.messages = h('div', { class: 'form-island-messages', 'aria-live': 'polite' });
    this.canvas = h('div', { class: 'form-island-canvas' });
    this.answerKeys = getSchemaVariables(schema, { inputs: false });
    this.sending = false;
    this.bar = new Bar({ schema, label: config.submitLabel, canvas: this.canvas, onSubmit: () => this.form.submit() });
    if (config.draftUrl && !config.readonly) {
      this.draft = new Draft({ url: config.draftUrl, etag: config.draftEtag, onStatus: this.bar.showStatus, read: () => this.answers });
    }
  }

  connect(form) {
    this.form = form;
    this.serverErrors = new ServerErrors(form);
    if (this.config.readonly) return;
    form.on('submit', event => this.submit(event));
    // the event comes just before form-js stores the new answer
    form.on('field.updated', () => setTimeout(() => this.draft?.touch()));
  }

  /** Text that this browser kept: in its place where nothing is newer, else offered. */
  tellOfCopy({ answers, isNewest, time }) {
    const drop = () => { this.draft.forget(); window.location.reload(); };
    if (isNewest) {
      this.draft.touch();
      this.explain(restoredCopy(time, drop));
      return;
    }
    const take = () => {
      this.form.importSchema(this.schema, { ...this.config.data, ...answers });
      this.messages.replaceChildren();
      this.draft.touch();
    };
    const forget = () => { this.draft.copy.clear(); this.messages.replaceChildren(); };
    this.explain(offeredCopy(text('写于 {time}；之后草稿在别处有更新，本页显示的是服务器上的草稿。', { time }), take, forget));
  }

  get answers() {
    const { data } = this.form._getState();
    return Object.fromEntries(this.answerKeys.filter(key => data[key] !== undefined).map(key => [key, data[key]]));
  }

  async submit({ data }) {
    if (this.sending) return;
    if (this.uploads.running > 0) {
      this.explain({ kind: 'warning', title: text('文件还在上传'), detail: text('请等上传完成后再提交。') });
      return;
    }
    this.serverErrors.clear();
    const errors = this.form.validate();
    if (Object.keys(errors).length > 0) {
      this.showErrors(errors, text('请先改正以下内容'));
      return;
    }
    this.busy(true);
    await this.draft?.settle();
    const answer = await sendJson('POST', this.config.submitUrl, { answers: data }, this.draft?.precondition);
    if (answer.ok) {
      await this.draft?.close();
      this.messages.replaceChildren(alertBox({ kind: 'success', title: text('已提交') }));
      if (answer.body?.next) window.location.assign(answer.body.next);
      else window.location.reload();
      return;
    }
    this.busy(false);
    this.draft?.resume();
    if (answer.status === 412 && this.draft) {
      this.draft.conflict(answer.etag);
      this.explain({ kind: 'warning', title: text('没有提交：草稿已在另一个窗口更新'), detail: text('请在页面下方选择用哪一份，再提交。') });
      return;
    }
    if (answer.status === 422 && answer.body?.errors) {
      this.serverErrors.set(answer.body.errors);
      this.showErrors(this.form.validate(), answer.body.detail ?? text('请先改正以下内容'));
      return;
    }
    const titles = { 401: text('没有提交：登录已过期'), 403: text('现在不能提交'), 409: text('这一步已有变化') };
    this.explain({ kind: 'danger', title: titles[answer.status] ?? text('没有提交成功'), detail: answer.problem.detail });
  }

  showErrors(errors, title) {
    const unplaced = this.serverErrors.unplaced();
    const found = [...flattenErrors(this.form, errors), ...unplaced];
    this.show(errorSummary({ title, errors: found, root: this.canvas.parentElement }));
  }

  explain(options) {
    this.show(alertBox({ ...options, dismissible: true }));
  }

  show(box) {
    this.messages.replaceChildren(box);
    box.scrollIntoView({ block: 'start', behavior: 'smooth' });
    box.focus({ preventScroll: true });
  }

  busy(on) {
    this.sending = on;
    this.canvas.toggleAttribute('inert', on);
    this.canvas.setAttribute('aria-busy', String(on));
    this.bar.busy(on);
    if (on) this.messages.replaceChildren();
  }
}
