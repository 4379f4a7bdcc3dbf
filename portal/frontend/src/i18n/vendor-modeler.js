// Texts that the editor's libraries do not pass to their `translate` service (see build/vendor-text-rules.js).
import { fill, isEnglish } from './index.js';
import editorTexts from './zh-editor.js';
import modelerTexts from './zh-modeler.js';

const texts = { ...modelerTexts, ...editorTexts };

export const vendorText = (english, values) => fill(isEnglish ? english : texts[english] ?? english, values);
