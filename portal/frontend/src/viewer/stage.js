const CLOSEST = 8;

/** A picture that is zoomed, turned and moved; by mouse, wheel, or one and two fingers. */
export class Stage {
  constructor(element) {
    this.element = element;
    this.pointers = new Map();
    element.addEventListener('wheel', event => {
      event.preventDefault();
      this.zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, event);
    }, { passive: false });
    element.addEventListener('dblclick', event => (this.scale > 1 ? this.fit() : this.zoom(2.5, event)));
    element.addEventListener('pointerdown', event => {
      element.setPointerCapture(event.pointerId);
      this.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    });
    element.addEventListener('pointermove', event => this.move(event));
    for (const end of ['pointerup', 'pointercancel']) element.addEventListener(end, event => this.pointers.delete(event.pointerId));
  }

  show(image) {
    this.image = image;
    this.turned = 0;
    this.fit();
  }

  fit() {
    Object.assign(this, { scale: 1, x: 0, y: 0 });
    this.paint();
  }

  turn() {
    this.turned = (this.turned + 90) % 360;
    this.fit();
  }

  /** Towards the place under the pointer, or the middle. */
  zoom(factor, place) {
    const scale = Math.min(CLOSEST, Math.max(1, this.scale * factor));
    const box = this.element.getBoundingClientRect();
    const dx = (place?.clientX ?? box.left + box.width / 2) - box.left - box.width / 2;
    const dy = (place?.clientY ?? box.top + box.height / 2) - box.top - box.height / 2;
    const ratio = scale / this.scale;
    this.x = dx - (dx - this.x) * ratio;
    this.y = dy - (dy - this.y) * ratio;
    this.scale = scale;
    if (scale === 1) Object.assign(this, { x: 0, y: 0 });
    this.paint();
  }

  move(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before || !this.image) return;
    const earlier = this.spread();
    this.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (earlier) {
      const now = this.spread();
      this.zoom(now.distance / earlier.distance, { clientX: now.x, clientY: now.y });
    } else if (this.scale > 1) {
      this.x += event.clientX - before.x;
      this.y += event.clientY - before.y;
      this.paint();
    }
  }

  spread() {
    if (this.pointers.size !== 2) return null;
    const [a, b] = [...this.pointers.values()];
    return { distance: Math.max(1, Math.hypot(a.x - b.x, a.y - b.y)), x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  }

  paint() {
    if (!this.image) return;
    // a picture on its side must fit the other way round
    const { clientWidth: width, clientHeight: height } = this.element;
    const [w, h] = this.turned % 180 ? [height, width] : [width, height];
    Object.assign(this.image.style, {
      maxWidth: `${w}px`,
      maxHeight: `${h}px`,
      transform: `translate(${this.x}px, ${this.y}px) scale(${this.scale}) rotate(${this.turned}deg)`,
    });
    this.element.classList.toggle('viewer-stage-close', this.scale > 1);
  }
}
