import { text } from '../i18n/index.js';
import { h } from '../page/alerts.js';

const READABLE = 0.85;
const LARGEST = 1.2;
const MARGIN = 60;

/** The whole diagram, however small that makes it. */
export function fit(viewer) {
  const canvas = viewer.get('canvas');
  canvas.zoom('fit-viewport', 'auto');
  if (canvas.zoom() > LARGEST) canvas.zoom(LARGEST, 'auto');
}

/** These elements in the middle, at a size that can be read; the whole diagram where that is readable, or none is there. */
export function showElements(viewer, ids) {
  const canvas = viewer.get('canvas');
  const registry = viewer.get('elementRegistry');
  const shapes = ids.map(id => registry.get(id)).filter(shape => shape?.width);
  if (!shapes.length || canvas.zoom() >= READABLE) return;
  const { outer } = canvas.viewbox();
  const all = around(shapes);
  const scale = Math.min(outer.width / (all.width + 2 * MARGIN), outer.height / (all.height + 2 * MARGIN));
  // Tokens that lie too far apart: the first one, rather than all of them unreadable.
  const box = scale >= READABLE ? all : around(shapes.slice(0, 1));
  const zoom = Math.min(LARGEST, Math.max(READABLE, scale));
  const width = outer.width / zoom;
  const height = outer.height / zoom;
  canvas.viewbox({ x: box.x + box.width / 2 - width / 2, y: box.y + box.height / 2 - height / 2, width, height });
}

function around(shapes) {
  const left = Math.min(...shapes.map(shape => shape.x));
  const top = Math.min(...shapes.map(shape => shape.y));
  return {
    x: left, y: top,
    width: Math.max(...shapes.map(shape => shape.x + shape.width)) - left,
    height: Math.max(...shapes.map(shape => shape.y + shape.height)) - top,
  };
}

/** Over the whole window; phones know no other full screen for an element. */
export function fullScreenButton(viewer, element) {
  const icon = h('i', { class: 'ti ti-maximize', 'aria-hidden': 'true' });
  const button = h('button', { type: 'button', class: 'btn btn-icon', title: text('全屏'), 'aria-label': text('全屏'), onclick: () => set(!element.classList.contains('diagram-full')) }, icon);
  const set = full => {
    element.classList.toggle('diagram-full', full);
    icon.className = full ? 'ti ti-minimize' : 'ti ti-maximize';
    const label = full ? text('退出全屏') : text('全屏');
    button.title = label;
    button.setAttribute('aria-label', label);
    viewer.get('canvas').resized();
  };
  element.addEventListener('keydown', event => { if (event.key === 'Escape') set(false); });
  return button;
}
