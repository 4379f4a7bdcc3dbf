import './viewer.css';
import { text } from '../i18n/index.js';
import { h } from '../page/alerts.js';
import { Stage } from './stage.js';

const EDITABLE = 'input, textarea, select, [contenteditable="true"]';
let viewer = null;

/**
 * Shows files beside the page (over it on a phone).
 * @param {{ link: HTMLElement, kind: 'picture' | 'pdf', name: string, note: string, group: string, url: string, download: string }[]} files
 */
export function open(files, index) {
  viewer ??= new Viewer();
  viewer.open(files, index);
}

class Viewer {
  constructor() {
    const button = (icon, label, onclick) =>
      h('button', { type: 'button', class: 'btn btn-icon', title: label, 'aria-label': label, onclick }, h('i', { class: `ti ${icon}`, 'aria-hidden': 'true' }));
    this.title = h('div', { class: 'viewer-title' });
    this.note = h('div', { class: 'viewer-note' });
    this.place = h('span', { class: 'viewer-place', role: 'status' });
    this.canvas = h('div', { class: 'viewer-stage' });
    this.stage = new Stage(this.canvas);
    this.previous = button('ti-chevron-left', text('上一个'), () => this.step(-1));
    this.next = button('ti-chevron-right', text('下一个'), () => this.step(1));
    this.ofPicture = [
      button('ti-zoom-in', text('放大'), () => this.stage.zoom(1.4)),
      button('ti-zoom-out', text('缩小'), () => this.stage.zoom(1 / 1.4)),
      button('ti-maximize viewer-fit', text('适合窗口'), () => this.stage.fit()),
      button('ti-rotate-clockwise', text('旋转'), () => this.stage.turn()),
    ];
    this.tab = h('a', { class: 'btn btn-icon', target: '_blank', rel: 'noopener', title: text('在新窗口打开'), 'aria-label': text('在新窗口打开') }, h('i', { class: 'ti ti-external-link', 'aria-hidden': 'true' }));
    this.save = h('a', { class: 'btn btn-icon', download: '', title: text('下载'), 'aria-label': text('下载') }, h('i', { class: 'ti ti-download', 'aria-hidden': 'true' }));
    this.closing = button('ti-x', text('关闭'), () => this.close());
    this.panel = h('section', { class: 'viewer', role: 'dialog', 'aria-label': text('查看材料'), tabindex: '-1', hidden: true },
      h('header', { class: 'viewer-head' }, h('div', { class: 'viewer-titles' }, this.title, this.note), this.closing),
      this.canvas,
      h('footer', { class: 'viewer-tools' }, this.previous, this.place, this.next, h('span', { class: 'viewer-gap' }), this.ofPicture, this.tab, this.save));
    document.addEventListener('keydown', event => this.key(event));
    new ResizeObserver(() => this.stage.paint()).observe(this.canvas);
    document.body.append(this.panel);
  }

  open(files, index) {
    this.files = files;
    this.panel.hidden = false;
    document.documentElement.classList.add('viewer-open');
    this.show(index);
    this.panel.focus({ preventScroll: true });
  }

  close() {
    this.panel.hidden = true;
    this.canvas.replaceChildren();
    document.documentElement.classList.remove('viewer-open');
    this.current?.link.removeAttribute('aria-current');
    this.current?.link.focus();
  }

  step(by) {
    const target = this.index + by;
    if (target >= 0 && target < this.files.length) this.show(target);
  }

  show(index) {
    this.current?.link.removeAttribute('aria-current');
    this.index = index;
    this.current = this.files[index];
    const { kind, name, note, group, url, download, link } = this.current;
    link.setAttribute('aria-current', 'true');
    this.title.textContent = group ? `${group} · ${name}` : name;
    this.note.textContent = note;
    this.place.textContent = `${index + 1} / ${this.files.length}`;
    this.previous.disabled = index === 0;
    this.next.disabled = index === this.files.length - 1;
    this.tab.href = url;
    this.save.href = download;
    for (const tool of this.ofPicture) tool.hidden = kind !== 'picture';
    if (kind === 'picture') this.picture(url, name);
    else this.pdf(url, name);
  }

  picture(url, name) {
    const image = h('img', { src: url, alt: name, draggable: 'false', onerror: () => this.failed() });
    this.canvas.replaceChildren(image);
    this.stage.show(image);
  }

  pdf(url, name) {
    this.stage.image = null;
    if (navigator.pdfViewerEnabled === false) this.tell(text('这台设备的浏览器不能在页面内显示 PDF，请在新窗口打开或下载。'));
    else this.canvas.replaceChildren(h('iframe', { src: `${url}#navpanes=0`, title: name }));
  }

  failed() {
    this.stage.image = null;
    this.tell(text('这个文件现在无法显示，请下载后查看。'));
  }

  tell(sentence) {
    const { url, download } = this.current;
    this.canvas.replaceChildren(h('div', { class: 'viewer-sentence' }, h('p', {}, sentence),
      h('div', { class: 'btn-list justify-content-center' },
        h('a', { class: 'btn btn-primary', href: url, target: '_blank', rel: 'noopener' }, text('在新窗口打开')),
        h('a', { class: 'btn', href: download, download: '' }, text('下载')))));
  }

  key(event) {
    if (this.panel.hidden || event.defaultPrevented) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      this.close();
      return;
    }
    // whoever writes beside the picture keeps the arrow keys
    if (event.target.matches?.(EDITABLE) || event.ctrlKey || event.metaKey || event.altKey) return;
    const actions = { ArrowLeft: () => this.step(-1), ArrowRight: () => this.step(1), '+': () => this.stage.zoom(1.4), '-': () => this.stage.zoom(1 / 1.4), r: () => this.stage.turn() };
    if (!actions[event.key] || ('+-r'.includes(event.key) && this.current.kind !== 'picture')) return;
    event.preventDefault();
    actions[event.key]();
  }
}
