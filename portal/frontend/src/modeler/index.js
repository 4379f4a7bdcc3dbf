import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/bpmn-font/css/bpmn.css';
import '@bpmn-io/properties-panel/dist/assets/properties-panel.css';
import './modeler.css';
import { text } from '../i18n/index.js';
import { fetchText } from '../page/http.js';
import { createBpmnModeler } from './bpmn.js';
import { Findings } from './findings.js';
import { fitBesidePalette } from './fit.js';
import { Forms } from './forms.js';
import { Importing } from './importing.js';
import { createLayout } from './layout.js';
import { Saving } from './saving.js';
import { connectToolbar } from './toolbar.js';

/**
 * @param {HTMLElement} element
 * @param {{ xmlUrl?: string, xml?: string, key?: string, etag?: string, base?: number, saveUrl?: string, checkUrl?: string,
 *   filesUrl?: string, doneUrl?: string, file?: string, name?: string, forms?: { id: string, name?: string, url?: string }[],
 *   draftForms?: Record<string, string>, formEtags?: Record<string, string>, groups?: { id: string, name: string }[], topics?: string[],
 *   isForeign?: boolean, refused?: { type: string, event?: string, scope?: string }[] }} config
 *   key: of the process that is edited; forms: those an author can choose from; draftForms: those of the change;
 *   isForeign: the diagram is a file of another tool; groups: the roles there are; topics: what may follow a cancellation;
 *   refused: element types that the gate would refuse
 */
export async function mount(element, config) {
  const layout = createLayout(config);
  element.replaceChildren(layout.root);
  const forms = new Forms(config.forms ?? [], config.draftForms ?? {});
  const modeler = createBpmnModeler({
    container: layout.canvas, panel: layout.panel, popups: layout.root, forms, groups: config.groups ?? [], topics: config.topics ?? [],
    refused: config.refused ?? [],
  });
  new ResizeObserver(() => modeler.get('canvas').resized()).observe(layout.canvas);
  const source = config.xml ?? await fetchText(config.xmlUrl);
  await modeler.importXML(source);
  fitBesidePalette(modeler);

  const name = (config.name || config.key || text('流程')).replace(/[\\/:*?"<>|]/g, '_');
  const messages = layout.messages;
  const read = async () => ({ xml: (await modeler.saveXML({ format: true })).xml, forms: { ...forms.own } });
  const findings = new Findings({ modeler, layout, checkUrl: config.checkUrl, file: config.file, strip: () => importing.strip() });
  const saving = new Saving({ ...config, url: config.saveUrl, read, status: layout.status, fileName: `${name}.bpmn`, onSaved: () => findings.check() });
  const importing = new Importing({ modeler, key: config.key, forms, read, saving, messages, onChange: () => toolbar.update() });
  const toolbar = connectToolbar({ layout, modeler, saving, findings, importing, name, doneUrl: config.doneUrl });
  modeler.on('commandStack.changed', () => saving.touch());
  const left = saving.leftHere(source);
  if (config.isForeign) await importing.settle(source);
  if (left) importing.offer(left);
  findings.check();
  element.modeler = modeler; // for tests and the browser's console
}
