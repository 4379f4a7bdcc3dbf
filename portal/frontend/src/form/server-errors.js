const pathOf = key => key.replace(/\[(\d+)\]/g, '.$1');

/**
 * Findings of the server, shown at their fields through form-js's own validation until the answer is changed.
 * Keys are those of the answers: `name`, `contact.phone`, `samples[0].weight`.
 */
export class ServerErrors {
  constructor(form) {
    this.form = form;
    this.byPath = new Map();
    const validator = form.get('validator');
    const validate = validator.validateFieldInstance.bind(validator);
    validator.validateFieldInstance = (instance, value) => [...validate(instance, value), ...this.messagesFor(instance, value)];
  }

  set(errors) {
    const { data } = this.form._getState();
    this.byPath = new Map(Object.entries(errors).map(([key, messages]) => {
      const path = pathOf(key);
      const value = path.split('.').reduce((inner, name) => inner?.[name], data);
      return [path, { messages: [messages].flat().map(String), rejected: JSON.stringify(value) }];
    }));
  }

  messagesFor({ valuePath }, value) {
    const path = valuePath.join('.');
    const found = this.byPath.get(path);
    if (!found) return [];
    if (JSON.stringify(value) === found.rejected) return found.messages;
    this.byPath.delete(path);
    return [];
  }

  /** Forgets them: another answer may have made a refused one right, so the server is asked again. */
  clear() {
    this.byPath.clear();
  }

  /** Findings whose field is not on the form. */
  unplaced() {
    const placed = new Set(this.form.get('formFieldInstanceRegistry').getAllKeyed().map(({ valuePath }) => valuePath.join('.')));
    return [...this.byPath].filter(([path]) => !placed.has(path))
      .flatMap(([, { messages }]) => messages.map(message => ({ label: '', message })));
  }
}
