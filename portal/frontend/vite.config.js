import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import icons from './build/icons.js';
import usedStyles from './build/used-styles.js';
import vendorTexts from './build/vendor-texts.js';
import packages from './build/vendor-text-rules.js';

const here = path => resolve(import.meta.dirname, path);

// By entry: pages of passers-by have no script, so their templates say all; elsewhere scripts and libraries have a say.
const page = here('../templates/base_public.html');
const components = here('../templates/components');
const sheets = {
  'tabler.min.css': {
    words: [
      here('../templates/**/*.html'), here('../*/templates/**/*.html'),
      here('src/**/*.{js,jsx}'), here('node_modules/@tabler/core/js/src/bootstrap/{alert,collapse,dropdown}.ts'),
    ],
  },
  'scan.css': {
    templates: [
      page, here('../public/templates/public/{scan,no_code,unknown,replaced,concerns,status_icon}.html'), `${components}/{brand_mark,favicon,stars}.html`,
    ],
  },
  'public.css': {
    templates: [
      page, here('../templates/*.html'), here('../templates/registration/*.html'), here('../public/templates/**/*.html'),
      here('../scheme/templates/**/*.html'), here('../showcase/templates/showcase/for_buyer.html'),
      here('../accounts/templates/accounts/{signup,privacy,picture_input}.html'), here('../channels/templates/channels/about.html'), `${components}/*.html`,
    ],
    // Django's widgets
    also: '<input type="checkbox"><input type="radio"><input type="file"><select><optgroup><option></select><textarea></textarea><ul><li>',
  },
};

export default defineConfig({
  base: '/static/',
  plugins: [
    icons({ sources: here('..'), icons: here('node_modules/@tabler/icons/icons/outline') }),
    vendorTexts({ folder: here('src/i18n'), packages }),
  ],
  css: { postcss: { plugins: [usedStyles(sheets)] } },
  resolve: {
    alias: {
      '@camunda/feel-builtins': here('src/modeler/feel-builtins.js'),
      'expression-editor': here('src/modeler/expression-editor.js'),
    },
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: 'dist',
    manifest: 'manifest.json',
    assetsInlineLimit: 0, // no data: fonts or pictures, so the content security policy can stay narrow
    chunkSizeWarningLimit: 1600,
    rolldownOptions: {
      checks: { eval: false }, // htmx holds one that its configuration switches off (src/page/htmx.js)
      input: { main: here('src/main.js'), public: here('src/public.css'), charts: here('src/charts.js'), scan: here('src/scan.css') },
    },
  },
});
