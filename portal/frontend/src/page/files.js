// Links to files open in the viewer beside the page; the viewer itself is loaded with the first one.
const FILE = /\/files\/(documents\/)?[0-9a-f-]{36}\/(\?inline)?$/;
const KINDS = [['picture', /\.(png|jpe?g|webp)$/i], ['pdf', /\.pdf$/i]];

/** What the viewer can show of a link: its kind by the page, or by the name that a form's link bears; else ''. */
function kindOf(link) {
  if (link.dataset.file) return link.dataset.file;
  if (link.hasAttribute('download') || !FILE.test(link.getAttribute('href') ?? '')) return '';
  return KINDS.find(([, ending]) => ending.test(link.textContent.trim()))?.[0] ?? '';
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
  const list = link.closest('[data-files]');
  const links = list ? [...list.querySelectorAll('a[data-file]')] : [link];
  try {
    const { open } = await import('../viewer/index.js');
    open(links.map(described), links.indexOf(link));
  } catch {
    window.open(link.href, '_blank', 'noopener');
  }
});
