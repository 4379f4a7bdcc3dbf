// The `translate` service of bpmn-js, dmn-js and the properties panel.

export function createTranslate(dictionary) {
  return function translate(template, replacements = {}) {
    const translated = dictionary[template] ?? dictionary[template.trim()] ?? template;
    return translated.replace(/{([^}]+)}/g, (hole, key) => {
      const value = replacements[key];
      return value === undefined ? hole : dictionary[value] ?? value;
    });
  };
}

export const translateModule = dictionary => ({ translate: ['value', createTranslate(dictionary)] });
