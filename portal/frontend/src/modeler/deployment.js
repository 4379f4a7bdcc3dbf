import { text } from '../i18n/index.js';
import { alertBox, h } from '../page/alerts.js';

/** Makes a version of the draft, after asking for a note. */
export class Deployment {
  constructor({ saving, findings, messages }) {
    Object.assign(this, { saving, findings, messages });
  }

  ask() {
    if (this.saving.isUnchanged) return this.say('info', text('没有改动，不用发布'));
    const note = h('textarea', { class: 'form-control', rows: '3', maxlength: '500', id: 'deployment-note' });
    const dialog = h('dialog', { class: 'modeler-dialog', 'aria-labelledby': 'deployment-title' },
      h('form', { method: 'dialog' },
        h('h3', { id: 'deployment-title' }, text('发布新版本')),
        h('p', { class: 'text-secondary' }, text('发布后，新办理的件按新版本走；正在办理的件不受影响。')),
        h('label', { class: 'form-label', for: 'deployment-note' }, text('改动说明')),
        note,
        h('div', { class: 'btn-list justify-content-end mt-3' },
          h('button', { type: 'submit', class: 'btn', value: 'cancel' }, text('取消')),
          h('button', { type: 'submit', class: 'btn btn-primary', value: 'deploy' }, text('发布')))));
    dialog.addEventListener('close', () => {
      dialog.remove();
      if (dialog.returnValue === 'deploy') this.deploy(note.value.trim());
    });
    this.messages.append(dialog);
    dialog.showModal();
    note.focus();
  }

  async deploy(note) {
    this.messages.replaceChildren();
    const answer = await this.saving.publish(note);
    if (!answer) return this.say('warning', text('没有发布'), text('草稿还没有保存成功，请先处理保存的问题。'));
    if (answer.ok) return this.done(answer.body);
    if (answer.status === 422 && Array.isArray(answer.body?.findings)) {
      this.findings.show(answer.body.findings);
      return this.say('danger', text('没有发布'), text('请先改正检查发现的错误，见图下方的列表。'));
    }
    this.say('danger', text('没有发布'), answer.problem.detail);
  }

  done({ version, url, is_new: isNew }) {
    const actions = url ? [h('a', { class: 'btn btn-sm', href: url }, text('查看新版本'))] : [];
    const title = isNew === false ? text('与第 {version} 版相同，没有新的版本', { version }) : text('已发布第 {version} 版', { version });
    this.say('success', title, '', actions);
  }

  say(kind, title, detail, actions = []) {
    this.messages.replaceChildren(alertBox({ kind, title, detail, actions, dismissible: true }));
  }
}
