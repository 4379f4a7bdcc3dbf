// What happens between pressing the button of an ordinary form and sending it.
import { csrfToken, pageUser } from './account.js';
import { regain, state } from './session.js';
import { arrivals } from './uploads.js';

const asked = new WeakSet(); // forms that wait for the answer to "is the person still signed in?"
const cleared = new WeakSet(); // forms that may go now

document.addEventListener('submit', event => {
  const { target: form, submitter } = event;
  if (event.defaultPrevented || form.method !== 'post') return;
  if (!cleared.delete(form)) {
    // <form data-confirm="sentence"> asks first
    if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) {
      event.preventDefault();
      return;
    }
    if (needsItsPerson(form)) {
      event.preventDefault();
      askFirst(form, submitter);
      return;
    }
  }
  if (submitter && !form.hasAttribute('hx-post')) disable(submitter);
});

/** A press would be lost to the sign-in page, with all that was typed and chosen; `data-anybody`: none would. */
const needsItsPerson = form => Boolean(pageUser.id) && !form.hasAttribute('hx-post') && !('anybody' in form.dataset);

async function askFirst(form, submitter) {
  if (asked.has(form)) return;
  asked.add(form);
  const goes = await arrivals(form) && await isItsPersonHere();
  asked.delete(form);
  if (!goes || !form.isConnected) return;
  const token = form.elements.namedItem('csrfmiddlewaretoken');
  if (token) token.value = csrfToken();
  cleared.add(form);
  form.requestSubmit(submitter);
}

async function isItsPersonHere() {
  const now = await state();
  return now === 'mine' || now === 'unknown' || regain();
}

// a button of a form that was sent cannot be pressed a second time
function disable(button) {
  button.dataset.sent = 'true';
  setTimeout(() => { button.disabled = true; });
  setTimeout(release, 8000, button);
}

function release(button) {
  button.disabled = false;
  delete button.dataset.sent;
}

window.addEventListener('pageshow', () => document.querySelectorAll('[data-sent]').forEach(release));
