// SPDX-License-Identifier: EUPL-1.2
// Assembles the console as the desk serves it: node assemble.mjs SOURCE SITE [DEPFILE].
//
// No bundler: each module is served as written. The few npm modules are copied to vendor/ and the bare names in every
// import are rewritten to those paths, because an import map would have to be inline and the desk's
// Content-Security-Policy allows no inline script.

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const [source, site, depfile] = process.argv.slice(2);
if (!source || !site) {
  console.error('usage: node assemble.mjs SOURCE SITE [DEPFILE]');
  process.exit(2);
}

// bare name → [file in node_modules, name in vendor/]
const VENDOR = {
  preact: ['preact/dist/preact.module.js', 'preact.js'],
  'preact/hooks': ['preact/hooks/dist/hooks.module.js', 'preact-hooks.js'],
  htm: ['htm/dist/htm.module.js', 'htm.js'],
  'htm/preact': ['htm/preact/index.module.js', 'htm-preact.js'],
  '@preact/signals-core': ['@preact/signals-core/dist/signals-core.module.js', 'signals-core.js'],
  '@preact/signals': ['@preact/signals/dist/signals.module.js', 'signals.js'],
};
const LICENCES = ['preact', 'htm', '@preact/signals', '@preact/signals-core'];
const SERVED = ['.html', '.css', '.js', '.json', '.svg'];
const NOT_SERVED = ['package.json', 'package-lock.json'];

const modules = path.join(source, 'node_modules');

function readJson(file) {
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}

/* True when what lies in node_modules is exactly what the lock file names. */
function isInstalled() {
  const locked = readJson(path.join(source, 'package-lock.json')).packages;
  return Object.entries(locked).every(([where, entry]) => {
    const manifest = path.join(source, where, 'package.json');
    return where === '' || (fs.existsSync(manifest) && readJson(manifest).version === entry.version);
  });
}

function walk(folder, prefix = '') {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const name = prefix + entry.name;
    if (entry.isDirectory())
      return entry.name === 'node_modules' ? [] : walk(path.join(folder, entry.name), name + '/');
    return SERVED.includes(path.extname(name)) && !NOT_SERVED.includes(name) ? [name] : [];
  });
}

function rewriteImports(text, file) {
  return text
    .replace(/(\bfrom\s*|\bimport\s*)(["'])([^."'/][^"']*)\2/g, (whole, keyword, quote, name) => {
      if (!VENDOR[name]) throw new Error(`${file}: imports “${name}”, which is not vendored`);
      return `${keyword}${quote}/vendor/${VENDOR[name][1]}${quote}`;
    })
    .replace(/\n?\/\/# sourceMappingURL=.*\n?$/, '\n');
}

/* Every module, so that a page loaded again in mid-call fetches them side by side rather than level by level. */
function preloads(names) {
  return names
    .filter((name) => name.endsWith('.js') && !name.includes('worker'))
    .map((name) => `  <link rel="modulepreload" href="/${name}">`)
    .join('\n');
}

function put(name, content) {
  const target = path.join(site, name);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.writeFileSync(target, content);
}

if (!isInstalled())
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: source, stdio: ['ignore', 'ignore', 'inherit'] });

fs.rmSync(site, { recursive: true, force: true });
const own = walk(source);
for (const name of own.filter((file) => !file.endsWith('.html'))) {
  const content = fs.readFileSync(path.join(source, name));
  put(name, name.endsWith('.js') ? rewriteImports(content.toString('utf8'), name) : content);
}
for (const [from, to] of Object.values(VENDOR))
  put(`vendor/${to}`, rewriteImports(fs.readFileSync(path.join(modules, from), 'utf8'), from));
for (const name of LICENCES)
  put(
    `vendor/LICENCE-${name.replace(/^@/, '').replace('/', '-')}.txt`,
    fs.readFileSync(path.join(modules, name, 'LICENSE')),
  );

const all = [...own, ...Object.values(VENDOR).map(([, to]) => `vendor/${to}`)];
const index = fs.readFileSync(path.join(source, 'index.html'), 'utf8');
put('index.html', index.replace('  <!-- modulepreload -->', preloads(all)));

if (depfile) {
  const inputs = [...own, 'package-lock.json'].map((name) => path.join(source, name).replace(/ /g, '\\ '));
  fs.writeFileSync(depfile, `${path.relative(process.cwd(), site)}: ${inputs.join(' ')}\n`);
}
