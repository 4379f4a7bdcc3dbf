import { text } from '../i18n/index.js';
import { download } from './download.js';
import { fitBesidePalette } from './fit.js';

const ZOOM_STEP = 1.25;

/** Gives the toolbar's buttons their work. */
export function connectToolbar({ layout, modeler, saving, findings, importing, name, doneUrl }) {
  const commands = modeler.get('commandStack');
  const canvas = modeler.get('canvas');
  const button = tool => layout.toolbar.querySelector(`[data-tool="${tool}"]`);
  const on = (tool, action) => button(tool)?.addEventListener('click', action);
  const zoom = factor => () => canvas.zoom(canvas.zoom() * factor);

  const update = () => {
    button('undo').disabled = !commands.canUndo();
    button('redo').disabled = !commands.canRedo();
    button('restore').hidden = !importing.canRestore;
  };
  modeler.on('commandStack.changed', update);
  modeler.on('import.done', update);
  update();

  on('undo', () => commands.undo());
  on('redo', () => commands.redo());
  on('zoom-in', zoom(ZOOM_STEP));
  on('zoom-out', zoom(1 / ZOOM_STEP));
  on('fit', () => fitBesidePalette(modeler, { whole: true }));
  on('panel', () => layout.root.classList.toggle('modeler-panel-toggled'));
  on('save', () => saving.save());
  on('check', () => {
    layout.drawer.open();
    if (saving.dirty) saving.save(); // whatever is saved is checked
    else findings.check();
  });
  on('done', async () => {
    if (await saving.settled()) window.location.assign(doneUrl);
  });
  on('discard', async () => {
    if (!window.confirm(text('不再修改这个流程图？写过的内容仍可恢复。'))) return;
    if (await saving.discard()) window.location.assign(doneUrl ?? window.location.href);
  });
  on('export-bpmn', async () => download(`${name}.bpmn`, (await modeler.saveXML({ format: true })).xml, 'application/xml'));
  on('export-svg', async () => download(`${name}.svg`, (await modeler.saveSVG()).svg, 'image/svg+xml'));
  on('import', () => layout.fileInput.click());
  on('restore', () => {
    if (!commands.canUndo() || window.confirm(text('导入之后的修改会丢失，确定恢复？'))) importing.restore();
  });

  layout.fileInput.addEventListener('change', async () => {
    const [file] = layout.fileInput.files;
    if (file) await importing.open(file);
    layout.fileInput.value = '';
  });

  layout.root.addEventListener('keydown', event => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 's' || !button('save')) return;
    event.preventDefault();
    saving.save();
  });
  return { update };
}
