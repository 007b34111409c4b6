// node build.mjs DIR: bundles JupyterLab into DIR, as serve.py serves it. The
// packages must have been installed beside this file (see build.sh).
import esbuild from 'esbuild';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';

const out = resolve(process.argv[2]);
const read = file => JSON.parse(readFileSync(file, 'utf8'));
const modules = resolve('node_modules');
const packages = Object.keys(read('package.json').dependencies).map(name => ({ name, ...read(join(modules, name, 'package.json')) }));
const extensions = packages.filter(p => p.jupyterlab?.extension);
const mimeExtensions = packages.filter(p => p.jupyterlab?.mimeExtension);
const themes = packages.filter(p => p.jupyterlab?.themePath);

/** The module that imports every extension and its style sheet. */
function list() {
  const imports = (name, all) => [
    ...all.map((p, i) => `import * as ${name}${i} from '${p.name}';`),
    `export const ${name} = [${all.map((_, i) => name + i)}];`
  ];
  const styles = packages.filter(p => p.styleModule && !p.jupyterlab?.themePath).map(p => `import '${p.name}/${p.styleModule}';`);
  return [...imports('extensions', extensions), ...imports('mimeExtensions', mimeExtensions), ...styles].join('\n');
}

/** What webpack would do for JupyterLab by its configuration. */
const asWebpack = {
  name: 'as-webpack',
  setup(build) {
    build.onResolve({ filter: /^lab:extensions$/ }, () => ({ path: 'extensions', namespace: 'lab' }));
    build.onLoad({ filter: /.*/, namespace: 'lab' }, () => ({ contents: list(), resolveDir: resolve('.') }));
    // Node's modules: a package may bring its own for the browser; else there is none.
    build.onResolve({ filter: /^(url|buffer|crypto|path|process)$/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
      if (pluginData === 'again') return undefined;
      const found = await build.resolve(path, { kind, importer, resolveDir, pluginData: 'again' });
      return isAbsolute(found.path) ? found : { path: 'none', namespace: 'none' };
    });
    build.onLoad({ filter: /.*/, namespace: 'none' }, () => ({ contents: 'module.exports = {}' }));
    // "~name" is a package in a style sheet.
    build.onResolve({ filter: /^~/ }, args => ({ path: join(modules, args.path.slice(1)) }));
    // A drawing is an address to a style sheet and, by the loader below, a text to a script.
    build.onResolve({ filter: /\.svg$/ }, args =>
      args.kind === 'url-token' ? { path: resolve(args.resolveDir, args.path), namespace: 'drawing' } : undefined);
    build.onLoad({ filter: /.*/, namespace: 'drawing' }, args => ({ contents: readFileSync(args.path), loader: 'dataurl' }));
    build.onLoad({ filter: /\.raw\.css$/ }, args => ({ contents: readFileSync(args.path), loader: 'text' }));
  }
};

const options = {
  bundle: true, minify: true, logLevel: 'warning', plugins: [asWebpack],
  define: { 'process.env.NODE_ENV': '"production"', 'process.env': '{}', global: 'globalThis', __dirname: '"/"', __webpack_public_path__: 'globalThis.labPublicPath' },
  loader: { '.svg': 'text', '.md': 'text', '.txt': 'text', '.woff': 'file', '.woff2': 'file', '.ttf': 'file', '.eot': 'file', '.png': 'dataurl', '.gif': 'dataurl' }
};

for (const dir of ['schemas', 'settings', 'templates']) mkdirSync(join(out, dir), { recursive: true });
await esbuild.build({ ...options, entryPoints: { main: 'lab.js' }, outdir: join(out, 'static') });
for (const p of themes) {
  await esbuild.build({ ...options, entryPoints: { index: join(modules, p.name, p.jupyterlab.themePath) }, outdir: join(out, 'themes', p.name) });
}
for (const p of packages.filter(p => p.jupyterlab?.schemaDir)) {
  const to = join(out, 'schemas', p.name);
  cpSync(join(modules, p.name, p.jupyterlab.schemaDir), to, { recursive: true });
  writeFileSync(join(to, 'package.json.orig'), JSON.stringify(p));
}
cpSync('index.html', join(out, 'templates', 'index.html'));
// No news from outside, and no language servers.
const off = ['@jupyterlab/apputils-extension:announcements', '@jupyterlab/notebook-extension:language-server', '@jupyterlab/fileeditor-extension:language-server'];
writeFileSync(join(out, 'settings', 'page_config.json'), JSON.stringify({ disabledExtensions: Object.fromEntries(off.map(id => [id, true])) }, null, 1));
