// Our own texts are written in Chinese where they are used; English comes from en.js.
import english from './en.js';

export const isEnglish = document.documentElement.lang.startsWith('en');

/** Fills `{name}` (or `{0}`) in a text. */
export const fill = (text, values) =>
  values ? text.replace(/\{(\w+)\}/g, (hole, name) => values[name] ?? hole) : text;

/** A text of ours in the language of the page. */
export const text = (chinese, values) => fill(isEnglish ? english[chinese] ?? chinese : chinese, values);
