import { text } from '../i18n/index.js';
import { h } from '../page/alerts.js';
import { fetchText } from '../page/http.js';

/** The forms that a step can use: deployed ones, and those of the change. */
export class Forms {
  /** @param {{ id: string, name?: string, url?: string }[]} deployed
   *  @param {Record<string, string>} own schemas of the change's forms, by id */
  constructor(deployed, own) {
    this.deployed = deployed;
    this.own = { ...own };
    this.listeners = [];
  }

  get ids() {
    return [...this.list.map(({ id }) => id)];
  }

  get list() {
    const own = Object.entries(this.own).map(([id, schema]) => ({ id, name: titleOf(schema) ?? id, isOwn: true }));
    return [...own, ...this.deployed.filter(({ id }) => !(id in this.own))];
  }

  add(forms) {
    this.replace({ ...this.own, ...forms });
  }

  replace(forms) {
    this.own = { ...forms };
  }

  async schema(id) {
    if (id in this.own) return JSON.parse(this.own[id]);
    return JSON.parse(await fetchText(this.deployed.find(form => form.id === id).url));
  }

  canShow(id) {
    return id in this.own || Boolean(this.deployed.find(form => form.id === id)?.url);
  }

  /** The form as whoever does the step sees it, without answers. */
  async preview(id) {
    const place = h('div', { class: 'modeler-preview-form' });
    const { name } = this.list.find(form => form.id === id);
    const dialog = h('dialog', { class: 'modeler-dialog modeler-preview', 'aria-label': name },
      h('div', { class: 'd-flex align-items-center mb-3' },
        h('h3', { class: 'm-0' }, name),
        h('button', { type: 'button', class: 'btn-close ms-auto', 'aria-label': text('关闭'), onclick: () => dialog.close() })),
      place);
    dialog.addEventListener('close', () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
    const { mount } = await import('../form/index.js');
    try {
      await mount(place, { schema: await this.schema(id), readonly: true });
    } catch {
      place.replaceChildren(text('这个表单无法显示。'));
    }
  }
}

function titleOf(schema) {
  const { name, title } = JSON.parse(schema);
  return name || title || null;
}
