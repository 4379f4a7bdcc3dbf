import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import icons from './build/icons.js';
import vendorTexts from './build/vendor-texts.js';
import packages from './build/vendor-text-rules.js';

const here = path => resolve(import.meta.dirname, path);

export default defineConfig({
  base: '/static/',
  plugins: [
    icons({ sources: here('..'), icons: here('node_modules/@tabler/icons/icons/outline') }),
    vendorTexts({ folder: here('src/i18n'), packages }),
  ],
  resolve: { alias: { '@camunda/feel-builtins': here('src/modeler/feel-builtins.js') } },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: 'dist',
    manifest: 'manifest.json',
    assetsInlineLimit: 0, // no data: fonts or pictures, so the content security policy can stay narrow
    chunkSizeWarningLimit: 1600,
    rolldownOptions: {
      checks: { eval: false }, // htmx holds one that its configuration switches off (src/page/htmx.js)
      input: { main: here('src/main.js'), public: here('src/public.css') },
    },
  },
});
