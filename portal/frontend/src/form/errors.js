import { text } from '../i18n/index.js';
import { h } from '../page/alerts.js';

/** form-js keeps errors by field id and, inside repeated groups, by index. */
function* messagesOf(errors, indexes = []) {
  if (Array.isArray(errors) && errors.every(entry => typeof entry === 'string')) {
    for (const message of errors) yield { message, indexes };
    return;
  }
  for (const [index, inner] of Object.entries(errors ?? {})) yield* messagesOf(inner, [...indexes, index]);
}

/** @returns {{ label: string, message: string, suffix?: string }[]} suffix: end of the field's DOM id */
export function flattenErrors(form, errors) {
  const fields = form.get('formFieldRegistry');
  return Object.entries(errors).flatMap(([id, inner]) => {
    const field = fields.get(id);
    return [...messagesOf(inner)].map(({ message, indexes }) => ({
      label: field?.label ?? field?.dateLabel ?? field?.key ?? '',
      message,
      suffix: ['-' + id, ...indexes].join('_'),
    }));
  });
}

function focusField(root, suffix) {
  const field = [...root.querySelectorAll('[id]')].find(({ id }) => id.endsWith(suffix) || id.endsWith(`${suffix}-date`) || id.endsWith(`${suffix}-time`))
    ?? [...root.querySelectorAll('[id]')].find(({ id }) => id.includes(`${suffix}-`));
  if (!field) return;
  field.scrollIntoView({ block: 'center', behavior: 'smooth' });
  field.focus({ preventScroll: true });
}

/** The list of everything that is wrong, each line leading to its field. */
export function errorSummary({ title, errors, root }) {
  const line = ({ label, message, suffix }) => {
    const sentence = label ? text('{label}：{message}', { label, message }) : message;
    return h('li', {}, suffix
      ? h('a', { href: '#', class: 'alert-link', onclick: event => { event.preventDefault(); focusField(root, suffix); } }, sentence)
      : sentence);
  };
  return h('div', { class: 'alert alert-danger', role: 'alert', tabindex: '-1' },
    h('i', { class: 'ti ti-alert-circle alert-icon', 'aria-hidden': 'true' }),
    h('div', { class: 'alert-body' },
      h('div', { class: 'alert-title' }, title),
      h('ul', { class: 'mb-0 ps-3' }, errors.map(line))));
}
