// Links to files open in the viewer beside the page; the viewer itself is loaded with the first one.
const FILE = /\/files\/(documents\/)?[0-9a-f-]{36}\/(\?inline)?$/;
const DOCUMENT = /\/files\/documents\/[0-9a-f-]{36}\/(\?inline)?$/;
const PICTURE = /\.(png|jpe?g|webp)$/i;
const PDF = /\.pdf$/i;
const FORM = '.fjs-form';

/** What the viewer can show of a link: its kind by the page; in a form by its address or the name that it bears; else ''. */
function kindOf(link) {
  if (link.dataset.file) return link.dataset.file;
  if (link.hasAttribute('download')) return '';
  const address = link.getAttribute('href') ?? '';
  const name = link.textContent.trim();
  const isFile = FILE.test(address);
  if (isFile ? PICTURE.test(name) : link.closest(FORM) && PICTURE.test(address)) return 'picture';
  return DOCUMENT.test(address) && link.closest(FORM) || isFile && PDF.test(name) ? 'pdf' : '';
}

/** Those that the arrows of the viewer lead to: of a list of files, or of the text of a form. */
function besides(link) {
  const list = link.closest('[data-files]');
  if (list) return [...list.querySelectorAll('a[data-file]')];
  const text = link.closest(`${FORM} .fjs-form-field-text`)?.closest(FORM);
  return text ? [...text.querySelectorAll('.fjs-form-field-text a[href]')].filter(kindOf) : [link];
}

function described(link) {
  const [address] = link.href.split('?');
  return {
    link,
    kind: kindOf(link),
    name: link.querySelector('.file-name')?.textContent.trim() ?? link.textContent.trim(),
    note: link.querySelector('.file-note')?.textContent.trim() ?? '',
    group: link.dataset.group ?? '',
    url: `${address}?inline`,
    download: link.dataset.download ?? address,
  };
}

document.addEventListener('click', async event => {
  const link = event.target.closest?.('a[href]');
  if (!link || event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || !kindOf(link)) return;
  event.preventDefault();
  const links = besides(link);
  try {
    const { open } = await import('../viewer/index.js');
    open(links.map(described), links.indexOf(link));
  } catch {
    window.open(link.href, '_blank', 'noopener');
  }
});
