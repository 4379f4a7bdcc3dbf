import { text } from '../i18n/index.js';
import { h } from '../page/alerts.js';
import { sendJson } from '../page/http.js';

const KINDS = {
  error: { icon: 'ti-alert-circle', className: 'finding-error' },
  warning: { icon: 'ti-alert-triangle', className: 'finding-warning' },
  info: { icon: 'ti-info-circle', className: 'finding-info' },
};
const kindOf = ({ severity }) => KINDS[severity] ?? KINDS.error;

/** What the gate says of the diagram: in a list, and on the shapes. */
export class Findings {
  constructor({ modeler, list, summary, checkUrl, xml }) {
    Object.assign(this, { modeler, list, summary, checkUrl, xml });
    this.round = 0;
  }

  async check() {
    if (!this.checkUrl) return;
    const round = ++this.round;
    this.summary.textContent = text('正在检查…');
    const answer = await sendJson('POST', this.checkUrl, { xml: await this.xml() });
    if (round !== this.round) return;
    const findings = answer.body?.findings;
    if (Array.isArray(findings)) this.show(findings);
    else this.summary.textContent = text('没能检查：{reason}', { reason: answer.problem?.detail ?? '' });
  }

  show(findings) {
    const registry = this.modeler.get('elementRegistry');
    const overlays = this.modeler.get('overlays');
    overlays.remove({ type: 'finding' });
    const errors = findings.filter(({ severity }) => severity === 'error').length;
    this.summary.textContent = findings.length === 0
      ? text('检查通过，没有发现问题')
      : text('发现 {errors} 个错误、{others} 个提醒', { errors, others: findings.length - errors });
    this.list.replaceChildren(...findings.map(finding => this.line(finding, registry.get(finding.element))));
    for (const [id, own] of Map.groupBy(findings.filter(({ element }) => registry.get(element)), ({ element }) => element)) {
      const worst = own.find(({ severity }) => severity === 'error') ?? own[0];
      const sentence = own.map(({ message }) => message).join('\n');
      const badge = h('button', { type: 'button', class: `finding-badge ${kindOf(worst).className}`, title: sentence, 'aria-label': sentence, onclick: () => this.select(id) },
        h('i', { class: `ti ${kindOf(worst).icon}`, 'aria-hidden': 'true' }));
      overlays.add(id, 'finding', { position: { top: -14, left: -10 }, html: badge });
    }
  }

  line(finding, element) {
    const { icon, className } = kindOf(finding);
    const content = [
      h('i', { class: `ti ${icon} ${className}`, 'aria-hidden': 'true' }),
      h('span', {},
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
    this.modeler.get('canvas').scrollToElement(element, 80);
    if (element.parent) this.modeler.get('selection').select(element);
  }
}
