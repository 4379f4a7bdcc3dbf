const PALETTE_WIDTH = 115;
const MARGIN = 30;
const LARGEST_ZOOM = 1;
const READABLE_ZOOM = 0.6; // names of steps are about 7 px high

/** Shows the whole diagram in the room beside the palette; if it would be too small to read, its beginning, unless the
 *  whole is asked for. */
export function fitBesidePalette(modeler, { whole = false } = {}) {
  const canvas = modeler.get('canvas');
  canvas.resized();
  const { inner, outer } = canvas.viewbox();
  if (!inner.width || !inner.height || !outer.width) return;
  const width = Math.max(outer.width - PALETTE_WIDTH - MARGIN, 100);
  const height = Math.max(outer.height - 2 * MARGIN, 100);
  const fitting = Math.min(LARGEST_ZOOM, width / inner.width, height / inner.height);
  const scale = whole ? fitting : Math.max(READABLE_ZOOM, fitting);
  const [left, top] = [Math.max(width - inner.width * scale, 0) / 2, Math.max(height - inner.height * scale, 0) / 2];
  const view = { width: outer.width / scale, height: outer.height / scale };
  const x = inner.x - (PALETTE_WIDTH + left) / scale;
  canvas.viewbox({ ...view, x, y: inner.height * scale > height ? startHeight(modeler, inner, view) : inner.y - (MARGIN + top) / scale });
}

/** Where the view begins so that the first step lies in its middle. */
function startHeight(modeler, inner, view) {
  const first = modeler.get('elementRegistry').filter(({ type }) => type === 'bpmn:StartEvent').sort((a, b) => a.x - b.x)[0];
  const middle = first ? first.y + first.height / 2 : inner.y + view.height / 2;
  return Math.min(Math.max(middle - view.height / 2, inner.y - MARGIN), inner.y + inner.height + MARGIN - view.height);
}

/** Brings an element into the middle of what palette and panel leave free. */
export function centre(modeler, element) {
  const canvas = modeler.get('canvas');
  canvas.resized(); // the drawer may have changed the room
  const { outer, scale } = canvas.viewbox();
  const [width, height] = [outer.width / scale, outer.height / scale];
  const target = middleOf(element);
  canvas.viewbox({ x: target.x - width / 2 - PALETTE_WIDTH / 2 / scale, y: target.y - height / 2, width, height });
}

/** The middle of a shape; of a flow the point half-way along it. */
export function middleOf({ x, y, width, height, waypoints }) {
  if (!waypoints) return { x: x + width / 2, y: y + height / 2 };
  const parts = waypoints.slice(1).map((to, index) => ({ from: waypoints[index], to, length: Math.hypot(to.x - waypoints[index].x, to.y - waypoints[index].y) }));
  let rest = parts.reduce((sum, { length }) => sum + length, 0) / 2;
  for (const { from, to, length } of parts) {
    if (rest <= length && length > 0) return { x: from.x + (to.x - from.x) * rest / length, y: from.y + (to.y - from.y) * rest / length };
    rest -= length;
  }
  return waypoints[0];
}
