import { text } from '../i18n/index.js';
import { h, smallButton } from '../page/alerts.js';
import { sendJson } from '../page/http.js';
import { centre, middleOf } from './fit.js';

const KINDS = {
  error: { icon: 'ti-alert-circle', className: 'finding-error' },
  warning: { icon: 'ti-alert-triangle', className: 'finding-warning' },
  info: { icon: 'ti-info-circle', className: 'finding-info' },
};
const FOREIGN = new Set(['attribute-unsupported', 'extension-unknown']);
const READABLE = { min: 0.8, max: 1 }; // however small the diagram is shown
const kindOf = ({ severity }) => KINDS[severity] ?? KINDS.error;

/** What the gate says of the change: in the drawer, and on shapes and flows what is about this diagram. */
export class Findings {
  /** @param {{ file?: string }} options file: the diagram's name among the files that are checked together */
  constructor({ modeler, layout, checkUrl, file, strip }) {
    Object.assign(this, { modeler, list: layout.findings, summary: layout.findingsSummary, drawer: layout.drawer, checkUrl, file, strip });
    this.round = 0;
    this.marked = [];
  }

  async check() {
    if (!this.checkUrl) return;
    const round = ++this.round;
    this.summary.textContent = text('正在检查…');
    const answer = await sendJson('POST', this.checkUrl, {});
    if (round !== this.round) return;
    const findings = answer.body?.findings;
    if (Array.isArray(findings)) this.show(findings);
    else this.summary.textContent = text('没能检查：{reason}', { reason: answer.problem?.detail ?? '' });
  }

  show(findings) {
    const registry = this.modeler.get('elementRegistry');
    const elementOf = finding => this.isElsewhere(finding) ? undefined : registry.get(finding.element);
    const errors = findings.filter(({ severity }) => severity === 'error').length;
    this.summary.textContent = findings.length === 0
      ? text('检查通过，没有发现问题')
      : text('发现 {errors} 个错误、{others} 个提醒', { errors, others: findings.length - errors });
    this.drawer.tell({ errors, others: findings.length - errors });
    this.list.replaceChildren(...this.offers(findings), ...findings.map(finding => this.line(finding, elementOf(finding))));
    this.clear();
    const onElements = findings.filter(finding => elementOf(finding)?.parent);
    for (const [id, own] of Map.groupBy(onElements, ({ element }) => element)) this.mark(registry.get(id), own);
  }

  isElsewhere({ file }) {
    return Boolean(this.file && file && file !== this.file);
  }

  clear() {
    const canvas = this.modeler.get('canvas');
    this.modeler.get('overlays').remove({ type: 'finding' });
    for (const [id, marker] of this.marked) if (this.modeler.get('elementRegistry').get(id)) canvas.removeMarker(id, marker);
    this.marked = [];
  }

  mark(element, findings) {
    const worst = findings.find(({ severity }) => severity === 'error') ?? findings[0];
    const { icon, className } = kindOf(worst);
    const sentence = findings.map(({ message }) => message).join('\n');
    const badge = h('button', { type: 'button', class: `finding-badge ${className}${element.waypoints ? ' finding-on-flow' : ''}`, title: sentence, 'aria-label': sentence, onclick: () => this.select(element.id) },
      h('i', { class: `ti ${icon}`, 'aria-hidden': 'true' }));
    this.modeler.get('overlays').add(element.id, 'finding', { position: placeOf(element), scale: READABLE, html: badge });
    if (!element.waypoints) return;
    this.modeler.get('canvas').addMarker(element.id, className);
    this.marked.push([element.id, className]);
  }

  /** What other engines left in an imported diagram can't be taken out in the panel. */
  offers(findings) {
    if (!findings.some(({ rule }) => FOREIGN.has(rule))) return [];
    return [h('div', { class: 'list-group-item finding-line' },
      smallButton(text('清理其他工具的设置'), () => this.strip()))];
  }

  line(finding, element) {
    const { icon, className } = kindOf(finding);
    const content = [
      h('i', { class: `ti ${icon} ${className}`, 'aria-hidden': 'true' }),
      h('span', {},
        this.isElsewhere(finding) && h('strong', {}, `${finding.file}　`),
        element && h('strong', {}, `${element.businessObject?.name || element.id}　`),
        finding.message,
        finding.route && h('span', { class: 'text-secondary d-block' }, text('走法：{route}', { route: finding.route })),
        finding.hint && h('span', { class: 'text-secondary d-block' }, finding.hint)),
    ];
    if (!element) return h('div', { class: 'list-group-item finding-line' }, content);
    return h('button', { type: 'button', class: 'list-group-item list-group-item-action finding-line', onclick: () => this.select(element.id) }, content);
  }

  select(id) {
    const element = this.modeler.get('elementRegistry').get(id);
    if (!element) return;
    if (!element.parent) return this.modeler.get('selection').select([]); // the panel then shows the process itself
    centre(this.modeler, element);
    this.modeler.get('selection').select(element);
  }
}

/** On a flow the badge lies on the middle of its line, on a shape at its corner. Overlays count from the left upper
 *  corner of the box around all points. */
function placeOf(element) {
  if (!element.waypoints) return { top: -14, left: -10 };
  const middle = middleOf(element);
  const left = Math.min(...element.waypoints.map(({ x }) => x));
  const top = Math.min(...element.waypoints.map(({ y }) => y));
  return { left: middle.x - left, top: middle.y - top };
}
