import { text } from '../i18n/index.js';
import { h } from '../page/alerts.js';

const SMALLEST = 80;
const KEPT = 'modeler-drawer';

/** What the check found, below canvas and panel: a bar that is always there, and a list that opens, closes and is pulled
 *  to the height one wants. */
export class Drawer {
  constructor({ summary, list }) {
    this.list = list;
    this.counts = h('span', { class: 'modeler-drawer-counts' });
    this.toggle = h('button', { type: 'button', class: 'modeler-drawer-bar', 'aria-expanded': 'false', onclick: () => this.open(list.hidden) },
      h('i', { class: 'ti ti-chevron-up modeler-drawer-arrow', 'aria-hidden': 'true' }), summary, this.counts);
    this.grip = h('div', { class: 'modeler-drawer-grip', role: 'separator', 'aria-orientation': 'horizontal', 'aria-label': text('调整高度'), tabindex: '0' });
    this.root = h('section', { class: 'modeler-findings', 'aria-label': text('检查结果') }, this.grip, this.toggle, list);
    this.grip.addEventListener('pointerdown', event => this.pull(event));
    this.grip.addEventListener('keydown', ({ key }) => {
      const step = { ArrowUp: 40, ArrowDown: -40 }[key];
      if (step) this.resize(this.height + step);
    });
    this.height = Number(localStorage.getItem(KEPT)) || 180;
    this.open(false);
  }

  open(isOpen = true) {
    this.list.hidden = !isOpen;
    this.grip.hidden = !isOpen;
    this.toggle.setAttribute('aria-expanded', String(isOpen));
    this.root.classList.toggle('is-open', isOpen);
    this.list.style.maxHeight = `${this.height}px`;
  }

  /** Opens by itself when something is found where nothing was before.
   *  @param {{ errors: number, others: number }} counts */
  tell({ errors, others }) {
    const count = (number, className, label) => number > 0 && h('span', { class: `badge ${className}`, title: label }, String(number));
    this.counts.replaceChildren(...[count(errors, 'bg-red text-red-fg', text('错误')), count(others, 'bg-yellow text-yellow-fg', text('提醒'))].filter(Boolean));
    if (errors + others > 0 && !this.hadFindings) this.open(true);
    this.hadFindings = errors + others > 0;
  }

  pull(event) {
    const [from, height] = [event.clientY, this.height];
    this.grip.setPointerCapture(event.pointerId);
    const move = ({ clientY }) => this.resize(height + from - clientY);
    this.grip.addEventListener('pointermove', move);
    this.grip.addEventListener('lostpointercapture', () => {
      this.grip.removeEventListener('pointermove', move);
      localStorage.setItem(KEPT, String(this.height));
    }, { once: true });
  }

  resize(height) {
    const room = this.root.parentElement?.clientHeight ?? window.innerHeight;
    this.height = Math.round(Math.min(Math.max(height, SMALLEST), room * 0.7));
    this.list.style.maxHeight = `${this.height}px`;
  }
}
