import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { PurgeCSS } from 'purgecss';

// Pages without a script carry only the styles that they can show: a consumer opens one of them once, on a phone, and
// the whole design system would be 640 KB.
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

/** `scan-{{ status }}`: every class that begins so. */
function beginnings(template) {
  const lists = [...template.matchAll(CLASSES)].map(([, list]) => list);
  return lists.flatMap(list => [...list.matchAll(/([\w-]+-)(?={[%{])/g)].map(([, beginning]) => new RegExp(`^${beginning}`)));
}

/** A PostCSS plugin.
 *  @param {Record<string, { templates: string[], also?: string }>} sheets
 *    by file name; templates: globs of those that use the sheet; also: HTML that code writes into them */
export default function usedStyles(sheets) {
  return {
    postcssPlugin: 'otop-used-styles',
    async Once(root, { postcss }) {
      const from = root.source.input.file;
      const sheet = sheets[basename(from ?? '')];
      if (!sheet) return;
      const contents = globSync(sheet.templates).map(path => readFileSync(path, 'utf8'));
      const [{ css }] = await new PurgeCSS().purge({
        content: [...contents, sheet.also ?? ''].map(raw => ({ raw, extension: 'html' })),
        css: [{ raw: root.toString() }],
        extractors: [{ extensions: ['html'], extractor: shownBy }],
        safelist: contents.flatMap(beginnings),
        variables: true,
        keyframes: true,
        fontFace: true,
      });
      root.removeAll().append(postcss.parse(css, { from }));
    },
  };
}
