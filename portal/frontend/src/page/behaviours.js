// Small conveniences of pages, switched on by data attributes; without JavaScript the pages work all the same.

// <select data-autosubmit> sends its form when changed (language, enterprise switcher, filters)
document.addEventListener('change', event => {
  if (event.target.matches('[data-autosubmit]')) event.target.form.requestSubmit();
});

// <form data-confirm="sentence"> asks first
document.addEventListener('submit', event => {
  const sentence = event.target.dataset?.confirm;
  if (sentence && !window.confirm(sentence)) event.preventDefault();
});

// <a data-back> goes back, or to its href where there is no history
document.addEventListener('click', event => {
  const link = event.target.closest?.('a[data-back]');
  if (link && document.referrer.startsWith(location.origin)) {
    event.preventDefault();
    history.back();
  }
});

// a button of a form that was sent cannot be pressed a second time
const release = button => {
  button.disabled = false;
  delete button.dataset.sent;
};
document.addEventListener('submit', event => {
  const button = event.submitter;
  if (event.defaultPrevented || event.target.method !== 'post' || event.target.hasAttribute('hx-post') || !button) return;
  button.dataset.sent = 'true';
  setTimeout(() => { button.disabled = true; });
  setTimeout(release, 8000, button);
});
window.addEventListener('pageshow', () => document.querySelectorAll('[data-sent]').forEach(release));
