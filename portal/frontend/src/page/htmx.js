import htmx from 'htmx.org';
import { text } from '../i18n/index.js';
import { ownHeaders } from './account.js';
import { showMessage } from './alerts.js';
import { isSignedOut, problemOf } from './problems.js';
import { regain } from './session.js';

htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.historyCacheSize = 0; // pages hold personal data: leave none of it in the browser's storage
window.htmx = htmx;

document.addEventListener('htmx:configRequest', ({ detail }) => {
  const { Accept: _accept, ...own } = ownHeaders(); // what is asked for is part of a page
  Object.assign(detail.headers, own);
});

// forms that come back with errors answer 422 and are shown like any other answer
document.addEventListener('htmx:beforeSwap', ({ detail }) => {
  if (detail.xhr.status === 422 && !/json/.test(detail.xhr.getResponseHeader('Content-Type') ?? '')) {
    detail.shouldSwap = true;
    detail.isError = false;
  }
});

// what a page asks by itself, again and again, fails without a word
const isQuiet = ({ elt }) => Boolean(elt?.closest?.('[data-quiet]'));

document.addEventListener('htmx:responseError', async ({ detail: { xhr, elt, requestConfig } }) => {
  if (isQuiet({ elt })) return;
  let body = null;
  try {
    body = JSON.parse(xhr.responseText);
  } catch {
    // an error page: its status says enough
  }
  if (isSignedOut(xhr.status, body) && await regain()) {
    htmx.trigger(elt, requestConfig.triggeringEvent?.type ?? 'click');
    return;
  }
  showMessage({ kind: 'danger', title: text('操作没有完成'), detail: problemOf(xhr.status, body).detail });
});

document.addEventListener('htmx:sendError', ({ detail }) => {
  if (isQuiet(detail)) return;
  showMessage({ kind: 'danger', title: text('操作没有完成'), detail: problemOf(0).detail });
});
