// Compares a file with the digests on the page. Nothing leaves the device; without WebCrypto the digests are all there is.
for (const box of document.querySelectorAll('[data-check-file]')) {
  if (!window.crypto?.subtle) continue;
  const digests = box.dataset.checkFile.trim().split(/\s+/);
  const input = box.querySelector('input[type=file]');
  const same = box.querySelector('.check-same');
  const other = box.querySelector('.check-other');

  const check = async (file) => {
    same.hidden = other.hidden = true;
    if (!file) return;
    const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
    const digest = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
    (digests.includes(digest) ? same : other).hidden = false;
  };

  input.addEventListener('change', () => check(input.files[0]));
  box.addEventListener('dragover', (event) => event.preventDefault());
  box.addEventListener('drop', (event) => {
    event.preventDefault();
    check(event.dataTransfer.files[0]);
  });
  box.hidden = false;
}
