/** One finger moves the diagram, two fingers zoom it; bpmn-js itself knows only mouse and wheel. */
export function touchNavigation(viewer, element) {
  const canvas = viewer.get('canvas');
  const pointers = new Map();
  const spread = () => {
    const [a, b] = [...pointers.values()];
    return { distance: Math.hypot(a.x - b.x, a.y - b.y), centre: { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 } };
  };
  element.addEventListener('pointerdown', event => {
    if (event.pointerType === 'touch') pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  });
  element.addEventListener('pointermove', event => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const previous = pointers.size === 2 ? spread() : null;
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (!previous) {
      canvas.scroll({ dx: event.clientX - before.x, dy: event.clientY - before.y });
      return;
    }
    const next = spread();
    const box = element.getBoundingClientRect();
    const scale = Math.min(4, Math.max(0.1, canvas.zoom() * (next.distance / previous.distance)));
    canvas.zoom(scale, { x: next.centre.x - box.left, y: next.centre.y - box.top });
    canvas.scroll({ dx: next.centre.x - previous.centre.x, dy: next.centre.y - previous.centre.y });
  });
  const forget = event => pointers.delete(event.pointerId);
  element.addEventListener('pointerup', forget);
  element.addEventListener('pointercancel', forget);
}
