// Stands in for `@camunda/feel-builtins` (see vite.config.js): the editor offers only functions that the platform's
// FEEL evaluator has, and explains them in Chinese.
import * as original from '../../node_modules/@camunda/feel-builtins/dist/index.js';
import { isEnglish } from '../i18n/index.js';
import functionTexts from '../i18n/zh-feel.js';

const CODE = /<pre>[^]*?<\/pre>/g;

function explained(builtin) {
  if (isEnglish) return builtin;
  const [signature, ...examples] = builtin.info.match(CODE) ?? [];
  const info = [
    `<p>${functionTexts[builtin.name]}</p>`,
    signature && `<p><strong>写法</strong></p>${signature}`,
    examples.length > 0 && `<p><strong>例子</strong></p>${examples.join('')}`,
  ].filter(Boolean).join('');
  return { ...builtin, info };
}

const supported = builtins => builtins.filter(({ name }) => name in functionTexts).map(explained);

export const camundaBuiltins = supported(original.camundaBuiltins);
export const camundaExtensions = supported(original.camundaExtensions);
export const camundaReservedNameBuiltins = supported(original.camundaReservedNameBuiltins);
export const feelBuiltins = supported(original.feelBuiltins);
