import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

// `import 'virtual:icons.css'` gives one CSS rule for each Tabler icon that a template, a Python file or an island
// names as `ti-name`. The whole icon font would be 700 KB; a page of the platform needs some forty icons.
const VIRTUAL = 'virtual:icons.css';
const RESOLVED = '\0virtual-icons.css';
const SOURCES = /\.(html|py|js|jsx)$/;
const SKIPPED = /^(node_modules|dist|migrations|build)$/;

function* sourceFiles(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!SKIPPED.test(entry.name)) yield* sourceFiles(path);
    } else if (SOURCES.test(entry.name)) {
      yield path;
    }
  }
}

export function usedIcons(folder) {
  const names = new Set();
  for (const path of sourceFiles(folder)) {
    for (const [, name] of readFileSync(path, 'utf8').matchAll(/\bti-([a-z0-9-]*[a-z0-9])(?![\w-])/g)) names.add(name);
  }
  return [...names].sort();
}

function iconRule(name, svg) {
  const shape = svg
    .replace(/<!--[^]*?-->/g, '')
    .replace(/\s(class|width|height)="[^"]*"/g, '')
    .replace(/currentColor/g, '#000')
    .replace(/\s+/g, ' ')
    .replace(/> </g, '><')
    .replace(/"/g, "'")
    .trim();
  return `.ti-${name}{--icon:url("data:image/svg+xml,${shape.replace(/#/g, '%23').replace(/</g, '%3C').replace(/>/g, '%3E')}")}`;
}

/** @param {{ sources: string, icons: string }} options folder to scan; folder of the svg files */
export default function icons({ sources, icons: folder }) {
  return {
    name: 'otop-icons',
    resolveId: id => (id === VIRTUAL ? RESOLVED : null),
    load(id) {
      if (id !== RESOLVED) return null;
      const rules = [];
      for (const name of usedIcons(sources)) {
        const file = join(folder, `${name}.svg`);
        if (existsSync(file)) rules.push(iconRule(name, readFileSync(file, 'utf8')));
        else this.warn(`ti-${name} is no icon of Tabler`);
      }
      return rules.join('\n');
    },
  };
}
