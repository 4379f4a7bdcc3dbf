// <input type="file" data-uploads data-upload-url="…">: files go to the server as they are picked, and the form
// refers to them by id, so that no error and no reload of the page costs an upload.
import { readableSize, Uploads } from '../form/uploads.js';
import { text } from '../i18n/index.js';
import { h } from './alerts.js';

document.addEventListener('change', event => {
  const input = event.target;
  if (!input.matches?.('input[type=file][data-uploads]')) return;
  const place = input.closest('.uploads');
  const files = [...input.files];
  input.value = '';
  place.querySelector('.uploads-state').replaceChildren();
  for (const file of files) underWay(input.form, send(file, input, place));
});

const running = new Map(); // form → what is on its way for it

function underWay(form, sending) {
  running.set(form, [...running.get(form) ?? [], sending]);
}

/** Waits for the files of a form that are on their way. @returns {Promise<boolean>} whether all arrived */
export async function arrivals(form) {
  const sent = await Promise.all(running.get(form) ?? []);
  running.delete(form);
  return sent.every(Boolean);
}

/** @returns {Promise<boolean>} whether the file is stored; if not, the reason stands at the field */
async function send(file, input, place) {
  const uploads = new Uploads({ url: input.dataset.uploadUrl, maxMegabytes: Number(input.dataset.maxMb) });
  const state = place.querySelector('.uploads-state');
  const refused = uploads.refusal(file, input.accept);
  const complain = sentence => state.append(h('div', { class: 'invalid-feedback d-block' }, sentence));
  if (refused) {
    complain(refused);
    return true; // nothing to wait for: the other files are not held up
  }
  const bar = h('progress', { class: 'progress progress-sm', max: '100', value: '0', 'aria-label': text('上传进度') });
  const line = h('div', { class: 'file-progress' }, h('span', { class: 'text-truncate' }, text('正在上传 {name}', { name: file.name })), bar);
  state.append(line);
  try {
    const stored = await uploads.send({ file, field: 'product', onProgress: percent => { bar.value = percent; }, signal: new AbortController().signal });
    const list = place.querySelector('.uploads-kept');
    if (!input.multiple) list.replaceChildren();
    list.append(kept(stored, file, list.dataset.name));
    return true;
  } catch (sentence) {
    complain(text('“{name}”：{reason}', { name: file.name, reason: String(sentence) }));
    return false;
  } finally {
    line.remove();
  }
}

/** The same box that the server draws for a file that is stored. */
function kept({ id, name }, file, field) {
  return h('li', {}, h('label', { class: 'form-check' },
    h('input', { type: 'checkbox', class: 'form-check-input', name: field, value: id, checked: true }),
    h('span', { class: 'form-check-label' },
      h('a', { href: `/files/${id}/`, target: '_blank', rel: 'noopener' }, name), ' ',
      h('span', { class: 'text-secondary' }, readableSize(file.size)))));
}
