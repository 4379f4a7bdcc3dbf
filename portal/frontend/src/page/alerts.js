import { text } from '../i18n/index.js';

/** An element with attributes and children; strings become text, never markup. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter(child => child != null && child !== false));
  return element;
}

/** What an alert or a status line lets people do. */
export const smallButton = (label, onclick) => h('button', { type: 'button', class: 'btn btn-sm', onclick }, label);

const ICONS = { danger: 'ti-alert-circle', warning: 'ti-alert-triangle', success: 'ti-circle-check', info: 'ti-info-circle' };

/** @param {{ kind?: string, title: string, detail?: string, actions?: Node[], dismissible?: boolean }} options */
export function alertBox({ kind = 'info', title, detail, actions = [], dismissible = false }) {
  const box = h('div', { class: `alert alert-${kind}${dismissible ? ' alert-dismissible' : ''}`, role: 'alert', tabindex: '-1' },
    h('i', { class: `ti ${ICONS[kind]} alert-icon`, 'aria-hidden': 'true' }),
    h('div', { class: 'alert-body' },
      h('div', { class: 'alert-title' }, title),
      detail && h('div', { class: 'text-secondary' }, detail),
      actions.length > 0 && h('div', { class: 'btn-list mt-2' }, actions)),
    dismissible && h('button', { type: 'button', class: 'btn-close', 'aria-label': text('关闭'), onclick: () => box.remove() }));
  return box;
}

/** Shows an alert at the top of the page's messages. */
export function showMessage(options) {
  const list = document.getElementById('messages') ?? document.body;
  const box = alertBox({ dismissible: true, ...options });
  list.prepend(box);
  box.scrollIntoView({ block: 'nearest' });
  return box;
}
