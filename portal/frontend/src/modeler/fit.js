const PALETTE_WIDTH = 115;
const MARGIN = 30;
const LARGEST_ZOOM = 1;

/** Shows the whole diagram in the room beside the palette. */
export function fitBesidePalette(modeler) {
  const canvas = modeler.get('canvas');
  const { inner, outer } = canvas.viewbox();
  if (!inner.width || !inner.height || !outer.width) return;
  const width = Math.max(outer.width - PALETTE_WIDTH - MARGIN, 100);
  const height = Math.max(outer.height - 2 * MARGIN, 100);
  const scale = Math.min(LARGEST_ZOOM, width / inner.width, height / inner.height);
  canvas.viewbox({
    x: inner.x - (PALETTE_WIDTH + (width - inner.width * scale) / 2) / scale,
    y: inner.y - (MARGIN + (height - inner.height * scale) / 2) / scale,
    width: outer.width / scale,
    height: outer.height / scale,
  });
}
