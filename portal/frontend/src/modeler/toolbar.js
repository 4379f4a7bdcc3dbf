import { text } from '../i18n/index.js';
import { alertBox } from '../page/alerts.js';
import { download } from './download.js';
import { fitBesidePalette } from './fit.js';

const ZOOM_STEP = 1.25;

/** Gives the toolbar's buttons their work. */
export function connectToolbar({ layout, modeler, saving, findings, deployment, fileName, messages }) {
  const commands = modeler.get('commandStack');
  const canvas = modeler.get('canvas');
  const button = name => layout.toolbar.querySelector(`[data-tool="${name}"]`);
  const on = (name, action) => button(name)?.addEventListener('click', action);
  const zoom = factor => () => canvas.zoom(canvas.zoom() * factor);
  const explain = (title, detail) => messages.replaceChildren(alertBox({ kind: 'danger', title, detail, dismissible: true }));

  const showHistory = () => {
    button('undo').disabled = !commands.canUndo();
    button('redo').disabled = !commands.canRedo();
  };
  modeler.on('commandStack.changed', showHistory);
  modeler.on('import.done', showHistory);
  showHistory();

  on('undo', () => commands.undo());
  on('redo', () => commands.redo());
  on('zoom-in', zoom(ZOOM_STEP));
  on('zoom-out', zoom(1 / ZOOM_STEP));
  on('fit', () => fitBesidePalette(modeler));
  on('panel', () => layout.root.classList.toggle('modeler-panel-toggled'));
  on('save', () => saving.save());
  on('check', () => findings.check());
  on('deploy', () => deployment.ask());
  on('export-bpmn', async () => download(fileName, (await modeler.saveXML({ format: true })).xml, 'application/xml'));
  on('export-svg', async () => download(fileName.replace(/\.bpmn$/, '.svg'), (await modeler.saveSVG()).svg, 'image/svg+xml'));
  on('import', () => layout.fileInput.click());

  layout.fileInput.addEventListener('change', async () => {
    const [file] = layout.fileInput.files;
    layout.fileInput.value = '';
    if (!file || !window.confirm(text('用“{name}”替换现在的图？', { name: file.name }))) return;
    const before = (await modeler.saveXML({ format: true })).xml;
    try {
      await modeler.importXML(await file.text());
      fitBesidePalette(modeler);
      saving.touch();
    } catch {
      await modeler.importXML(before);
      explain(text('没有导入'), text('“{name}”不是可以打开的 BPMN 文件。', { name: file.name }));
    }
  });

  layout.root.addEventListener('keydown', event => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 's' || !button('save')) return;
    event.preventDefault();
    saving.save();
  });
}
