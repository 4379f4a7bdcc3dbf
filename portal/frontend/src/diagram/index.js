import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import './diagram.css';
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import zeebeModdle from 'zeebe-bpmn-moddle/resources/zeebe.json';
import { text } from '../i18n/index.js';
import { h } from '../page/alerts.js';
import { fetchText, sendJson } from '../page/http.js';
import { touchNavigation } from './touch.js';
import { fit, fullScreenButton, showElements } from './viewport.js';

/**
 * @param {HTMLElement} element
 * @param {{ xmlUrl?: string, xml?: string, stateUrl?: string, state?: object, links?: Record<string, string>, refresh?: number }} config
 *   state: `{ active: [ids], completed: [ids], incidents: [ids], counts: { id: n } }`; links: where a click on an element
 *   leads; refresh: seconds between two looks at stateUrl
 */
export async function mount(element, config) {
  const canvasElement = h('div', { class: 'diagram-canvas', role: 'img', tabindex: '0', 'aria-label': config.label ?? text('流程图') });
  const viewer = new NavigatedViewer({ container: canvasElement, moddleExtensions: { zeebe: zeebeModdle } });
  element.replaceChildren(canvasElement, zoomButtons(viewer, element));
  await viewer.importXML(config.xml ?? await fetchText(config.xmlUrl));
  fit(viewer);
  touchNavigation(viewer, canvasElement);
  linkElements(viewer, config.links ?? {});
  const overlay = new StateOverlay(viewer);
  const refresh = async () => {
    const answer = config.stateUrl ? await sendJson('GET', config.stateUrl) : { ok: true, body: config.state ?? {} };
    if (!answer.ok) return undefined;
    overlay.show(answer.body);
    return answer.body;
  };
  const state = await refresh();
  showElements(viewer, state?.active ?? []);
  if (config.stateUrl && config.refresh) repeat(element, refresh, config.refresh * 1000);
  new ResizeObserver(() => viewer.get('canvas').resized()).observe(element);
}

function zoomButtons(viewer, element) {
  const zoom = factor => () => viewer.get('canvas').zoom(viewer.get('canvas').zoom() * factor);
  const button = (icon, label, onclick) => h('button', { type: 'button', class: 'btn btn-icon', title: label, 'aria-label': label, onclick },
    h('i', { class: `ti ${icon}`, 'aria-hidden': 'true' }));
  return h('div', { class: 'diagram-zoom btn-group-vertical' },
    button('ti-plus', text('放大'), zoom(1.25)),
    button('ti-minus', text('缩小'), zoom(0.8)),
    button('ti-zoom-scan', text('显示全图'), () => fit(viewer)),
    fullScreenButton(viewer, element));
}

function linkElements(viewer, links) {
  const canvas = viewer.get('canvas');
  const registry = viewer.get('elementRegistry');
  for (const id of Object.keys(links)) if (registry.get(id)) canvas.addMarker(id, 'diagram-link');
  viewer.on('element.click', ({ element }) => {
    const target = links[element.id] ?? links[element.labelTarget?.id];
    if (target) window.location.assign(target);
  });
}

function repeat(element, action, milliseconds) {
  const timer = setInterval(() => {
    if (!element.isConnected) clearInterval(timer);
    else if (document.visibilityState === 'visible') action();
  }, milliseconds);
}

/** Paints where the tokens are. */
class StateOverlay {
  constructor(viewer) {
    this.canvas = viewer.get('canvas');
    this.overlays = viewer.get('overlays');
    this.registry = viewer.get('elementRegistry');
    this.painted = [];
  }

  show({ active = [], completed = [], incidents = [], counts = {} }) {
    for (const [id, marker] of this.painted) this.canvas.removeMarker(id, marker);
    this.overlays.remove({ type: 'state' });
    this.painted = [];
    this.mark(completed.filter(id => !active.includes(id)), 'diagram-completed');
    this.mark(active, 'diagram-active');
    this.mark(incidents, 'diagram-incident');
    for (const [id, number] of Object.entries(counts)) {
      if (number > 0) this.badge(id, String(number), 'diagram-count', { bottom: 12, left: -10 }, text('{number} 件在此', { number }));
    }
    for (const id of incidents) this.badge(id, '!', 'diagram-alarm', { top: -12, right: 12 }, text('此处出错，等待处理'));
  }

  mark(ids, marker) {
    for (const id of ids.filter(known => this.registry.get(known))) {
      this.canvas.addMarker(id, marker);
      this.painted.push([id, marker]);
    }
  }

  badge(id, label, className, position, title) {
    if (!this.registry.get(id)) return;
    this.overlays.add(id, 'state', { position, html: h('div', { class: `diagram-badge ${className}`, title, 'aria-label': title }, label) });
  }
}
