// Bundles src/main.js, feelin and its dependencies into ../dist/feelin.js.
import { readFile } from 'node:fs/promises';

import { build } from 'esbuild';

// feelin does not export its interpreter, which must be at hand to keep a parsed expression for the next evaluation, nor the few
// functions that src/feelin-corrections.js replaces. Code appended to its one file sees them all; the build fails if a name is gone.
const openFeelin = {
  name: 'open-feelin',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]feelin[\\/]dist[\\/]index\.js$/ }, async ({ path }) => ({
      contents: [
        await readFile(path, 'utf8'),
        await readFile(new URL('src/feelin-corrections.js', import.meta.url), 'utf8'),
        'export { builtins, getType, interpreter, InterpreterContext, toComparable };'
      ].join('\n')
    }));
  }
};

await build({
  entryPoints: [ new URL('src/main.js', import.meta.url).pathname ],
  outfile: new URL('../dist/feelin.js', import.meta.url).pathname,
  bundle: true,
  format: 'iife',
  globalName: 'feel',
  target: 'es2022',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'eof',
  plugins: [ openFeelin ],
  logLevel: 'info',
  logOverride: {
    'import-is-undefined': 'error',
    'assign-to-import': 'error'
  }
});
