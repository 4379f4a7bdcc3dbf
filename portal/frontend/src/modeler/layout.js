import { text } from '../i18n/index.js';
import { h } from '../page/alerts.js';
import { Drawer } from './drawer.js';

const QUIET = 'modeler-tool-quiet'; // its icon says enough

function toolButton({ name, icon, label, shown = true, kind = '' }) {
  if (!shown) return null;
  return h('button', { type: 'button', class: `btn modeler-tool ${kind}`, 'data-tool': name, title: label },
    h('i', { class: `ti ${icon}`, 'aria-hidden': 'true' }), h('span', { class: 'modeler-tool-label' }, label));
}

/** The editor's parts: toolbar, canvas, properties, findings. */
export function createLayout({ saveUrl, checkUrl, doneUrl }) {
  const status = h('div', { class: 'modeler-status text-secondary', role: 'status' });
  const canvas = h('div', { class: 'modeler-canvas' });
  const panel = h('aside', { class: 'modeler-panel', 'aria-label': text('属性') });
  const findings = h('div', { class: 'modeler-findings-list list-group list-group-flush' });
  const findingsSummary = h('span', { class: 'modeler-findings-summary', role: 'status' });
  const messages = h('div', { class: 'modeler-messages', 'aria-live': 'polite' });
  const fileInput = h('input', { type: 'file', accept: '.bpmn,.xml', class: 'visually-hidden', tabindex: '-1', 'aria-label': text('导入 BPMN 文件') });
  const group = (...buttons) => h('div', { class: 'btn-group' }, buttons);
  const toolbar = h('div', { class: 'modeler-toolbar', role: 'toolbar', 'aria-label': text('编辑工具') },
    group(
      toolButton({ name: 'undo', icon: 'ti-arrow-back-up', label: text('撤销'), kind: QUIET }),
      toolButton({ name: 'redo', icon: 'ti-arrow-forward-up', label: text('重做'), kind: QUIET })),
    group(
      toolButton({ name: 'zoom-in', icon: 'ti-zoom-in', label: text('放大'), kind: QUIET }),
      toolButton({ name: 'zoom-out', icon: 'ti-zoom-out', label: text('缩小'), kind: QUIET }),
      toolButton({ name: 'fit', icon: 'ti-maximize', label: text('显示全图'), kind: QUIET })),
    group(
      toolButton({ name: 'import', icon: 'ti-file-import', label: text('导入') }),
      toolButton({ name: 'restore', icon: 'ti-history', label: text('恢复导入前的图') }),
      toolButton({ name: 'export-bpmn', icon: 'ti-file-export', label: text('导出 BPMN') }),
      toolButton({ name: 'export-svg', icon: 'ti-photo-down', label: text('导出 SVG') })),
    toolButton({ name: 'panel', icon: 'ti-layout-sidebar-right', label: text('属性') }),
    status,
    toolButton({ name: 'discard', icon: 'ti-trash', label: text('从变更单中去掉'), shown: Boolean(saveUrl), kind: QUIET }),
    toolButton({ name: 'save', icon: 'ti-device-floppy', label: text('保存'), shown: Boolean(saveUrl) }),
    toolButton({ name: 'check', icon: 'ti-list-check', label: text('检查'), shown: Boolean(checkUrl) }),
    toolButton({ name: 'done', icon: 'ti-check', label: text('完成'), shown: Boolean(doneUrl && saveUrl), kind: 'btn-primary' }),
    fileInput);
  const drawer = new Drawer({ summary: findingsSummary, list: findings });
  drawer.root.hidden = !checkUrl;
  const root = h('div', { class: 'modeler' }, toolbar, messages, h('div', { class: 'modeler-work' }, canvas, panel), drawer.root);
  return { root, toolbar, canvas, panel, findings, findingsSummary, drawer, status, messages, fileInput };
}
