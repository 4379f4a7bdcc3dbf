// Small conveniences of pages, switched on by data attributes; without JavaScript the pages work all the same.

// <select data-autosubmit> sends its form when changed (language, enterprise switcher, filters)
document.addEventListener('change', event => {
  if (event.target.matches('[data-autosubmit]')) event.target.form.requestSubmit();
});

// <a data-back> goes back, or to its href where there is no history
document.addEventListener('click', event => {
  const link = event.target.closest?.('a[data-back]');
  if (link && document.referrer.startsWith(location.origin)) {
    event.preventDefault();
    history.back();
  }
});
