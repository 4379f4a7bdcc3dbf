import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { PurgeCSS } from 'purgecss';

// Style sheets carry only what their pages can show; the whole design system would be 640 KB, and most people who look
// at a page of ours open one once, on a phone, with a code on a package.
const CLASSES = /\bclass="((?:{[%{][^]*?[%}]}|[^"{])*)"/g;
const TEMPLATE_TAG = /{([%{#])([^]*?)[%}#]}/g;
const ATTRIBUTE = /\s([a-z][a-z-]*)(?:="([^"{]*)")?/g;
const words = text => text.match(/[\w-]+/g) ?? [];

/** What a Django template can show. A tag inside a class list may give any word that it names: `{% if late %}due-late{% endif %}`. */
function shownBy(template) {
  const classes = [...template.matchAll(CLASSES)].flatMap(([, list]) => words(list));
  const html = template.replace(TEMPLATE_TAG, '');
  const attributes = [...html.matchAll(ATTRIBUTE)];
  return {
    attributes: { names: attributes.map(([, name]) => name), values: attributes.flatMap(([, , value]) => words(value ?? '')) },
    classes,
    ids: [...html.matchAll(/\bid="([^"]*)"/g)].map(([, id]) => id),
    tags: ['html', 'body', ...[...html.matchAll(/<([a-z][a-z0-9]*)/g)].map(([, tag]) => tag)],
    undetermined: [],
  };
}

/** `scan-{{ status }}`, `alert-${kind}`: every class that begins so. */
const beginnings = source => [...source.matchAll(/([a-z][\w-]*-)(?=\{[{%]|\$?\{)/g)].map(([, beginning]) => new RegExp(`^${beginning}`));

/** A PostCSS plugin.
 *  @param {Record<string, { templates?: string[], also?: string, words?: string[] }>} sheets
 *    by file name; templates: globs of those that use the sheet, nothing else does; also: HTML that code writes into them;
 *    words: globs of files any word of which may be a class */
export default function usedStyles(sheets) {
  const read = (globs = []) => globSync(globs).map(path => readFileSync(path, 'utf8'));
  return {
    postcssPlugin: 'otop-used-styles',
    async Once(root, { postcss }) {
      const from = root.source.input.file;
      const sheet = sheets[basename(from ?? '')];
      if (!sheet) return;
      const [templates, sources] = [read(sheet.templates), read(sheet.words)];
      const [{ css }] = await new PurgeCSS().purge({
        content: [
          ...[...templates, sheet.also ?? ''].map(raw => ({ raw, extension: 'template' })),
          ...sources.map(raw => ({ raw, extension: 'words' })),
        ],
        css: [{ raw: root.toString() }],
        extractors: [{ extensions: ['template'], extractor: shownBy }, { extensions: ['words'], extractor: words }],
        safelist: [...templates, ...sources].flatMap(beginnings),
        variables: true,
        keyframes: true,
        fontFace: true,
      });
      root.removeAll().append(postcss.parse(css, { from }));
    },
  };
}
