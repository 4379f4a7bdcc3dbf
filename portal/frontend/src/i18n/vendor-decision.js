// Texts that dmn-js does not pass to its `translate` service (see build/vendor-text-rules.js).
import { fill, isEnglish } from './index.js';
import decisionTexts from './zh-decision.js';

export const vendorText = (english, values) => fill(isEnglish ? english : decisionTexts[english] ?? english, values);
