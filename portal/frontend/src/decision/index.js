import 'dmn-js/dist/assets/diagram-js.css';
import 'dmn-js/dist/assets/dmn-js-shared.css';
import 'dmn-js/dist/assets/dmn-js-drd.css';
import 'dmn-js/dist/assets/dmn-js-decision-table.css';
import 'dmn-js/dist/assets/dmn-js-literal-expression.css';
import 'dmn-js/dist/assets/dmn-js-boxed-expression.css';
import 'dmn-js/dist/assets/dmn-font/css/dmn.css';
import './decision.css';
import NavigatedViewer from 'dmn-js/lib/NavigatedViewer';
import { isEnglish, text } from '../i18n/index.js';
import { translateModule } from '../i18n/translate.js';
import decisionTexts from '../i18n/zh-decision.js';
import { h } from '../page/alerts.js';
import { fetchText } from '../page/http.js';

/**
 * @param {HTMLElement} element
 * @param {{ xmlUrl?: string, xml?: string, decision?: string }} config decision: id of the one to open
 */
export async function mount(element, config) {
  const container = h('div', { class: 'decision-canvas' });
  const tabs = h('div', { class: 'decision-tabs nav nav-tabs', role: 'tablist', 'aria-label': text('决策') });
  const common = { additionalModules: isEnglish ? [] : [translateModule(decisionTexts)] };
  const viewer = new NavigatedViewer({ container, drd: common, decisionTable: common, literalExpression: common, boxedExpression: common });
  element.replaceChildren(tabs, container);
  await viewer.importXML(config.xml ?? await fetchText(config.xmlUrl), { open: false });
  const views = viewer.getViews();
  const decisions = views.filter(({ type }) => type !== 'drd');
  const shown = decisions.length > 1 ? views : decisions;
  const open = async view => {
    await viewer.open(view);
    for (const tab of tabs.children) {
      const current = tab.dataset.view === view.id;
      tab.classList.toggle('active', current);
      tab.setAttribute('aria-selected', String(current));
    }
  };
  if (shown.length > 1) {
    tabs.append(...shown.map(view => h('button', { type: 'button', class: 'nav-link', role: 'tab', 'data-view': view.id, onclick: () => open(view) },
      view.type === 'drd' ? text('决策关系图') : view.name || view.id)));
  }
  await open(views.find(({ id }) => id === config.decision) ?? decisions[0] ?? views[0]);
}
