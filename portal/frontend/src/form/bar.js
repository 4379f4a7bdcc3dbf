import { text } from '../i18n/index.js';
import { h } from '../page/alerts.js';
import { decisionOf, hasSubmitButton } from './schema.js';

/** The bar below a form, always in sight: the choices of its decision, what became of the draft, the button. */
export class Bar {
  constructor({ schema, label, canvas, onSubmit }) {
    this.label = label ?? text('提交');
    this.canvas = canvas;
    this.status = h('span', { class: 'form-island-status text-secondary', role: 'status' });
    this.submitButton = hasSubmitButton(schema)
      ? null
      : h('button', { type: 'button', class: 'btn btn-primary form-island-submit', onclick: onSubmit }, this.label);
    const slot = h('div', { class: 'decision-slot' });
    const decision = decisionOf(schema);
    this.decision = decision && { id: decision.id, slot, onDecided: this.decided };
    this.element = h('div', { class: 'form-island-footer' }, decision ? slot : null,
      h('div', { class: 'form-island-actions' }, this.status, this.submitButton));
    this.element.addEventListener('pointerdown', () => this.holdStill());
    // what gets the focus is never scrolled to below the bar
    new ResizeObserver(() => {
      document.documentElement.style.scrollPaddingBottom = `${this.element.offsetHeight + 16}px`;
    }).observe(this.element);
  }

  showStatus = (sentence, ...actions) => this.status.replaceChildren(sentence, ...actions);

  /** The button says what is handed in; what the choice now asks for comes into view. */
  decided = (choice, { byHand = false } = {}) => {
    this.submitButton?.replaceChildren(choice ? text('{submit}：{choice}', { submit: this.label, choice }) : this.label);
    if (!byHand) return;
    const before = new Set(this.fields());
    setTimeout(() => {
      const asked = this.fields().find(field => !before.has(field) && field.required && !field.value);
      asked?.focus({ preventScroll: true });
      asked?.scrollIntoView({ block: 'center', behavior: 'smooth' });
    }, 60);
  };

  /** A field that is left may show an error and push the bar away from under the pointer: the press would miss. */
  holdStill() {
    this.canvas.style.height = `${this.canvas.offsetHeight}px`;
    const release = () => setTimeout(() => { this.canvas.style.height = ''; });
    for (const end of ['pointerup', 'pointercancel']) window.addEventListener(end, release, { once: true });
  }

  fields() {
    return [...this.canvas.querySelectorAll('textarea, input:not([type=file])')];
  }

  busy(on) {
    if (this.submitButton) this.submitButton.disabled = on;
    this.element.toggleAttribute('inert', on);
    this.showStatus(on ? text('正在提交…') : '');
  }
}
