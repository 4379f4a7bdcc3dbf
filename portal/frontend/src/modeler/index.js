import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/bpmn-font/css/bpmn.css';
import '@bpmn-io/properties-panel/dist/assets/properties-panel.css';
import './modeler.css';
import { text } from '../i18n/index.js';
import { fetchText } from '../page/http.js';
import { createBpmnModeler } from './bpmn.js';
import { Deployment } from './deployment.js';
import { Findings } from './findings.js';
import { fitBesidePalette } from './fit.js';
import { createLayout } from './layout.js';
import { Saving } from './saving.js';
import { connectToolbar } from './toolbar.js';

/**
 * @param {HTMLElement} element
 * @param {{ xmlUrl?: string, xml?: string, etag?: string, saveUrl?: string, checkUrl?: string, deployUrl?: string,
 *   fileName?: string, forms?: { id: string, name?: string }[],
 *   refused?: { type: string, event?: string, scope?: string }[] }} config
 *   forms: those an author can choose from; refused: element types that the gate would refuse
 */
export async function mount(element, config) {
  const layout = createLayout(config);
  element.replaceChildren(layout.root);
  const modeler = createBpmnModeler({ container: layout.canvas, panel: layout.panel, popups: layout.root, forms: config.forms ?? [], refused: config.refused ?? [] });
  await modeler.importXML(config.xml ?? await fetchText(config.xmlUrl));
  fitBesidePalette(modeler);

  const xml = async () => (await modeler.saveXML({ format: true })).xml;
  const findings = new Findings({ modeler, list: layout.findings, summary: layout.findingsSummary, checkUrl: config.checkUrl, xml });
  const saving = new Saving({ url: config.saveUrl, etag: config.etag, xml, status: layout.status, fileName: fileNameOf(config), onSaved: () => findings.check() });
  const deployment = new Deployment({ url: config.deployUrl, xml, saving, findings, messages: layout.messages });
  modeler.on('commandStack.changed', () => saving.touch());
  connectToolbar({ layout, modeler, saving, findings, deployment, fileName: fileNameOf(config), messages: layout.messages });
  findings.check();
  element.modeler = modeler; // for tests and the browser's console
}

const fileNameOf = ({ fileName }) => fileName ?? text('流程') + '.bpmn';
