import { is } from 'bpmn-js/lib/util/ModelUtil';
import { text } from '../i18n/index.js';
import { alertBox, h, smallButton } from '../page/alerts.js';
import { offeredCopy } from '../page/copy-alerts.js';
import { fitBesidePalette } from './fit.js';

/** Comes with the first file that another tool may have drawn. */
const foreign = () => import('./foreign.js');
const DECLARED = /<\?xml[^>]*encoding=["']([\w-]+)["']/;

/** Puts another diagram in the place of the one on the canvas, and that one back again if wanted. */
export class Importing {
  constructor({ modeler, key, forms, read, saving, messages, onChange }) {
    Object.assign(this, { modeler, key, forms, read, saving, messages, onChange });
    this.before = [];
  }

  get canRestore() {
    return this.before.length > 0;
  }

  async open(file) {
    const before = await this.read();
    const { adopted } = await foreign();
    const found = adopted(await decoded(file), this.forms.ids);
    try {
      await this.show(found.xml);
    } catch {
      await this.show(before.xml);
      this.say({ kind: 'danger', title: text('没有导入'), detail: text('“{name}”不是可以打开的 BPMN 文件。', { name: file.name }) });
      return;
    }
    this.forms.add(found.forms);
    this.keep(before);
    this.say({ kind: 'info', title: text('已导入“{name}”', { name: file.name }), detail: [...found.notes, ...this.otherKey()].join('；'), actions: this.actions() });
  }

  /** The diagram itself is a file from another tool that nobody has looked at yet. */
  async settle(source) {
    const { adopted } = await foreign();
    const found = adopted(source, this.forms.ids);
    await this.show(found.xml);
    if (found.notes.length === 0) return;
    this.forms.add(found.forms);
    this.changed();
    this.say({ kind: 'info', title: text('已按本系统的写法打开'), detail: found.notes.join('；') });
  }

  /** Takes the settings of other engines out of the diagram. */
  async strip() {
    const before = await this.read();
    const { stripped } = await foreign();
    const { xml, removed } = stripped(before.xml);
    if (removed === 0) return;
    await this.show(xml);
    this.keep(before);
    this.say({ kind: 'info', title: text('去掉了 {count} 处其他工具的设置', { count: removed }), actions: [this.restoreButton()] });
  }

  /** A diagram that this browser kept and the server does not have. */
  offer({ content, isNewest, time }) {
    const take = async () => {
      const before = await this.read();
      await this.show(content.xml);
      this.saving.asNew(content.forms);
      this.forms.add(content.forms);
      this.keep(before);
      this.messages.replaceChildren();
    };
    const drop = () => {
      this.saving.copy.clear();
      this.messages.replaceChildren();
    };
    const detail = isNewest ? text('写于 {time}，本页显示的是服务器上的内容。', { time }) : text('写于 {time}；之后在别处有更新，本页显示的是服务器上的内容。', { time });
    this.messages.replaceChildren(alertBox(offeredCopy(detail, take, drop)));
  }

  async restore() {
    const { xml, forms } = this.before.pop();
    await this.show(xml);
    this.forms.replace(forms);
    this.messages.replaceChildren();
    this.changed();
  }

  keep(before) {
    this.before.push(before);
    this.changed();
  }

  changed() {
    this.saving.touch();
    this.onChange();
  }

  async show(xml) {
    await this.modeler.importXML(xml);
    fitBesidePalette(this.modeler);
  }

  otherKey() {
    const process = this.process();
    if (!this.key || !process || process.id === this.key) return [];
    return [text('文件中流程的标识是“{other}”，本流程是“{key}”：标识不同时不能发布', { other: process.id, key: this.key })];
  }

  actions() {
    const rename = h('button', { type: 'button', class: 'btn btn-sm btn-primary', onclick: () => this.rename() }, text('标识改为“{key}”', { key: this.key ?? '' }));
    return [...(this.otherKey().length > 0 ? [rename] : []), this.restoreButton()];
  }

  restoreButton() {
    return smallButton(text('恢复导入前的图'), () => this.restore());
  }

  process() {
    const definitions = this.modeler.getDefinitions();
    return definitions.rootElements.find(element => is(element, 'bpmn:Process') && element.isExecutable)
      ?? definitions.rootElements.find(element => is(element, 'bpmn:Process'));
  }

  rename() {
    const process = this.process();
    const registry = this.modeler.get('elementRegistry');
    const shown = registry.find(({ businessObject }) => businessObject === process)
      ?? registry.find(({ businessObject }) => businessObject?.processRef === process);
    const modeling = this.modeler.get('modeling');
    if (shown.businessObject === process) modeling.updateProperties(shown, { id: this.key });
    else modeling.updateModdleProperties(shown, process, { id: this.key });
    this.messages.replaceChildren();
  }

  say(options) {
    this.messages.replaceChildren(alertBox({ ...options, dismissible: true }));
  }
}

/** The text of a file in the encoding that it declares. */
async function decoded(file) {
  const bytes = await file.arrayBuffer();
  const head = new TextDecoder('latin1').decode(bytes.slice(0, 200));
  const mark = new Uint8Array(bytes.slice(0, 2)).join();
  const encoding = { '255,254': 'utf-16le', '254,255': 'utf-16be' }[mark] ?? head.match(DECLARED)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(encoding).decode(bytes);
  } catch {
    return file.text();
  }
}
