import { join } from 'node:path';

// Some libraries write texts straight into their code. This plugin hands those literals to `vendorText`, which
// translates them by the page's language. A literal that is no longer there fails the build: after an update of a
// library nobody has to notice by eye that a text became English again.

/**
 * @param {{ translator: string, packages: { file: RegExp, strings?: string[], code?: [string, string][] }[] }} options
 *   translator: module that exports `vendorText`; strings: literals to wrap; code: snippets and what replaces them,
 *   in which `__t(text, values)` translates.
 */
export default function vendorTexts({ folder, packages }) {
  return {
    name: 'otop-vendor-texts',
    enforce: 'pre',
    transform(source, id) {
      const rules = packages.find(({ file }) => file.test(id.split('?')[0]));
      if (!rules) return null;
      let code = source;
      const replace = (from, to) => {
        if (!code.includes(from)) this.error(`${id} no longer contains ${from}`);
        code = code.split(from).join(to);
      };
      for (const [from, to] of rules.code ?? []) replace(from, to);
      for (const text of rules.strings ?? []) {
        // the same text may stand in several kinds of quotes
        const pieces = ["'", '"', '`'].reduce((found, quote) => found.flatMap(part => part.split(quote + text + quote)), [code]);
        if (pieces.length === 1) this.error(`${id} no longer contains '${text}'`);
        code = pieces.join(`__t(${JSON.stringify(text)})`);
      }
      return { code: `import { vendorText as __t } from ${JSON.stringify(join(folder, rules.texts))};\n${code}`, map: null };
    },
  };
}
