// Texts that form-js brings along in English (see build/vendor-text-rules.js).
import { fill, isEnglish } from './index.js';
import formTexts from './zh-form.js';

export const vendorText = (english, values) => fill(isEnglish ? english : formTexts[english] ?? english, values);
