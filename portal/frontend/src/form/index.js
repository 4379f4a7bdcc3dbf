import '@bpmn-io/form-js-viewer/dist/assets/form-js.css';
import './form.css';
import { createForm, getSchemaVariables } from '@bpmn-io/form-js-viewer';
import flatpickr from 'flatpickr';
import { Mandarin } from 'flatpickr/dist/l10n/zh.js';
import { isEnglish, text } from '../i18n/index.js';
import { alertBox, h } from '../page/alerts.js';
import { sendJson } from '../page/http.js';
import { Draft } from './draft.js';
import { errorSummary, flattenErrors } from './errors.js';
import { createFileField } from './FileField.jsx';
import { prepareSchema, hasSubmitButton } from './schema.js';
import { ServerErrors } from './server-errors.js';
import { Uploads } from './uploads.js';

if (!isEnglish) flatpickr.localize({ ...Mandarin, firstDayOfWeek: 1 });

/**
 * @param {HTMLElement} element
 * @param {{ schema: object, data?: object, readonly?: boolean, submitUrl?: string, draftUrl?: string, draftEtag?: string,
 *   uploadUrl?: string, maxUploadMb?: number, submitLabel?: string, formId?: string }} config
 */
export async function mount(element, config) {
  const uploads = new Uploads({ url: config.uploadUrl, maxMegabytes: config.maxUploadMb ?? 20 });
  uploads.rememberFrom(config.data);
  const messages = h('div', { class: 'form-island-messages', 'aria-live': 'polite' });
  const canvas = h('div', { class: 'form-island-canvas' });
  const schema = prepareSchema(config.schema);
  const form = await createForm({
    container: canvas,
    schema,
    data: config.data ?? {},
    properties: { readOnly: Boolean(config.readonly) },
    debounce: false, // a field waiting to report its text loses it when another one is drawn anew
    additionalModules: [fileFieldModule(uploads)],
  });
  const island = new FormIsland({ config, schema, form, uploads, messages, canvas });
  element.replaceChildren(messages, canvas, ...(config.readonly ? [] : [island.footer]));
}

function fileFieldModule(uploads) {
  class FileFields {
    constructor(formFields) {
      formFields.register('filepicker', createFileField(uploads));
    }
  }
  FileFields.$inject = ['formFields'];
  return { __init__: ['fileFields'], fileFields: ['type', FileFields] };
}

class FormIsland {
  constructor({ config, schema, form, uploads, messages, canvas }) {
    Object.assign(this, { config, form, uploads, messages, canvas });
    this.answerKeys = getSchemaVariables(schema, { inputs: false });
    this.serverErrors = new ServerErrors(form);
    this.sending = false;
    this.status = h('span', { class: 'text-secondary', role: 'status' });
    this.submitButton = hasSubmitButton(schema)
      ? null
      : h('button', { type: 'button', class: 'btn btn-primary', onclick: () => form.submit() }, config.submitLabel ?? text('提交'));
    this.footer = h('div', { class: 'form-island-footer' }, this.status, this.submitButton);
    if (config.readonly) return;
    form.on('submit', event => this.submit(event));
    if (config.draftUrl) {
      this.draft = new Draft({ url: config.draftUrl, etag: config.draftEtag, onStatus: this.showStatus, read: () => this.answers });
      // the event comes just before form-js stores the new answer
      form.on('field.updated', () => setTimeout(() => this.draft.touch()));
    }
  }

  showStatus = (sentence, ...actions) => this.status.replaceChildren(sentence, ...actions);

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
    await this.draft?.pause();
    const answer = await sendJson('POST', this.config.submitUrl, { answers: data });
    if (answer.ok) {
      await this.draft?.close();
      this.messages.replaceChildren(alertBox({ kind: 'success', title: text('已提交') }));
      if (answer.body?.next) window.location.assign(answer.body.next);
      else window.location.reload();
      return;
    }
    this.busy(false);
    this.draft?.resume();
    if (answer.status === 422 && answer.body?.errors) {
      this.serverErrors.set(answer.body.errors);
      this.showErrors(this.form.validate(), answer.body.detail ?? text('请先改正以下内容'));
      return;
    }
    const titles = { 403: text('现在不能提交'), 409: text('这一步已有变化') };
    this.explain({ kind: 'danger', title: titles[answer.status] ?? text('没有提交成功'), detail: answer.problem.detail });
  }

  showErrors(errors, title) {
    const unplaced = this.serverErrors.unplaced();
    const found = [...flattenErrors(this.form, errors), ...unplaced];
    this.show(errorSummary({ title, errors: found, canvas: this.canvas }));
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
    if (this.submitButton) this.submitButton.disabled = on;
    if (on) {
      this.messages.replaceChildren();
      this.showStatus(text('正在提交…'));
    } else {
      this.showStatus('');
    }
  }
}
