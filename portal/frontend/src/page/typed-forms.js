// <form data-keep="name">: what is typed into an ordinary form survives a reload and a sign-in that ended.
// The copy goes once the server has taken the form. `name` tells apart the forms of one address.
import { text } from '../i18n/index.js';
import { pageUser } from './account.js';
import { alertBox } from './alerts.js';
import { offeredCopy, restoredCopy } from './copy-alerts.js';
import { LocalCopy } from './local-copy.js';

const SENT = 'otop-sent'; // the form that this tab has just sent, and from which page
const NOT_KEPT = new Set(['password', 'hidden', 'file', 'submit', 'button', 'image', 'reset']);
const shown = new WeakMap(); // form → what the server put into it

const here = () => location.pathname + location.search;
const copyOf = form => new LocalCopy(`${here()}#${form.dataset.keep}`);
const isTypedAgain = form => form.querySelector('.field-invalid, .form-fields > .alert-danger') !== null; // as sent, with what is wrong

/** Never passwords, codes or files: whoever sits at this computer next has no business with them. */
const isKept = field => field.name && !NOT_KEPT.has(field.type) && !field.disabled && !field.readOnly
  && !/one-time-code|password/.test(field.autocomplete ?? '') && !field.closest('.uploads');

const fieldsOf = form => [...form.elements].filter(isKept);

function valuesOf(form) {
  const values = {};
  for (const field of fieldsOf(form)) values[field.name] = [...values[field.name] ?? [], ...chosen(field)];
  return values;
}

function chosen(field) {
  if (field.type === 'checkbox' || field.type === 'radio') return field.checked ? [field.value] : [];
  return field.tagName === 'SELECT' ? [...field.selectedOptions].map(option => option.value) : [field.value];
}

function fillIn(form, values) {
  for (const field of fieldsOf(form).filter(each => each.name in values)) {
    const wanted = values[field.name];
    if (field.type === 'checkbox' || field.type === 'radio') field.checked = wanted.includes(field.value);
    else if (field.tagName === 'SELECT') for (const option of field.options) option.selected = wanted.includes(option.value);
    else field.value = wanted[0] ?? '';
  }
  for (let around = form.closest('details'); around; around = around.parentElement.closest('details')) around.open = true;
}

const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

function write({ target }) {
  const { form } = target;
  if (!shown.has(form) || !isKept(target)) return;
  // a form that came back with what is wrong goes on from what the server has, not from what was sent
  const base = isTypedAgain(form) ? copyOf(form).read()?.base : null;
  copyOf(form).write(valuesOf(form), base ?? JSON.stringify(shown.get(form)));
}

function offer(form) {
  if (shown.has(form)) return;
  const now = valuesOf(form);
  shown.set(form, now);
  if (isTypedAgain(form)) return;
  const copy = copyOf(form);
  const kept = copy.read();
  if (!kept?.content) return;
  if (isSame(kept.content, now)) {
    copy.clear();
    return;
  }
  const say = options => {
    const box = alertBox({ ...options, dismissible: true });
    (form.querySelector('.card-body') ?? form).prepend(box);
    return box;
  };
  const time = copy.time(kept);
  if (kept.base === JSON.stringify(now)) {
    fillIn(form, kept.content);
    const drop = () => { copy.clear(); fillIn(form, now); box.remove(); };
    const box = say(restoredCopy(time, drop));
    return;
  }
  const take = () => { fillIn(form, kept.content); box.remove(); };
  const forget = () => { copy.clear(); box.remove(); };
  const box = say(offeredCopy(text('写于 {time}；之后内容在别处有更新，本页显示的是服务器上的内容。', { time }), take, forget));
}

// Sending a form does not mean that it was taken: it was when the answer leads on from the form's own page to another
// one, and that page complains of nothing. A page of errors, and a sign-in in between, are no such answer.
function remember(event) {
  if (event.defaultPrevented || !shown.has(event.target)) return;
  try {
    sessionStorage.setItem(SENT, JSON.stringify({ key: copyOf(event.target).key, from: location.href, user: pageUser.id }));
  } catch {
    // the copy stays, and is offered once more
  }
}

function forgetTaken() {
  try {
    const sent = JSON.parse(sessionStorage.getItem(SENT));
    sessionStorage.removeItem(SENT);
    const [arrival] = performance.getEntriesByType('navigation');
    const isTaken = sent?.user === pageUser.id && arrival?.redirectCount > 0 && document.referrer === sent.from
      && !document.querySelector('#messages .alert-danger');
    if (isTaken) localStorage.removeItem(sent.key);
  } catch {
    // no storage, no copy
  }
}

if (pageUser.id) {
  forgetTaken();
  document.addEventListener('input', write);
  document.addEventListener('change', write);
  document.addEventListener('submit', remember);
}

/** @param {Element} root the page, or what htmx put into it */
export function keepTypedForms(root) {
  if (!pageUser.id) return;
  if (root.matches?.('form[data-keep]')) offer(root);
  root.querySelectorAll('form[data-keep]').forEach(offer);
}
