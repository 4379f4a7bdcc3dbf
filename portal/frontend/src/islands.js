import { text } from './i18n/index.js';
import { alertBox } from './page/alerts.js';

// Each island is a chunk of its own, loaded only on pages that hold its element.
const islands = {
  chart: () => import('./chart/index.js'),
  decision: () => import('./decision/index.js'),
  diagram: () => import('./diagram/index.js'),
  form: () => import('./form/index.js'),
  modeler: () => import('./modeler/index.js'),
};

/** The JSON that the template put inside the island with `json_script`, plus the element's data attributes. */
function configOf(element) {
  const script = element.querySelector('script[type="application/json"]');
  const { island: _name, ...attributes } = element.dataset;
  return { ...attributes, ...(script ? JSON.parse(script.textContent) : {}) };
}

async function mountIsland(element) {
  element.dataset.mounted = 'true';
  try {
    const { mount } = await islands[element.dataset.island]();
    await mount(element, configOf(element));
    element.dataset.ready = 'true';
  } catch (error) {
    console.error(error);
    element.replaceChildren(alertBox({ kind: 'danger', title: text('这部分内容无法显示'), detail: text('请刷新页面重试；仍不行请联系平台。') }));
  }
}

export function mountIslands(root) {
  const found = [...root.querySelectorAll('[data-island]:not([data-mounted])')];
  if (root.matches?.('[data-island]:not([data-mounted])')) found.push(root);
  found.forEach(mountIsland);
}
