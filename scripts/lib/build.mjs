/** From sources to the labextension, in steps that are skipped when nothing they read has changed. */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { digest, once, ROOT, run, runBin } from './run.mjs';

/** The binaries of one source, and what makes them differ: `threads` are given their memory, and share it. */
const WASM = {
  'src/engine/backends/wasm/engine.wasm': ['simd'],
  'src/engine/backends/wasm/engine.relaxed.wasm': ['simd', 'relaxed-simd'],
  'src/engine/backends/wasm/engine.threads.wasm': ['simd', 'threads'],
  'src/engine/backends/wasm/engine.threads.relaxed.wasm': ['simd', 'relaxed-simd', 'threads']
};

/** `pool.ts` of the threads makes a memory of these limits. */
const SHARED_MEMORY = ['--importMemory', '--sharedMemory'].concat(
  ...['--initialMemory', '1', '--maximumMemory', '65536']
);

/**
 * Installs the npm packages of the lock file.
 * Not by `npm ci`: it refuses a lock file that was made where the binaries of other systems could not
 * be looked up, while `install` fetches what this system needs and leaves the lock file as it is.
 */
export async function installPackages() {
  const key = digest(['package.json', 'package-lock.json']);
  await once('npm packages', { key, outputs: ['node_modules'] }, () =>
    run('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], {
      quiet: true
    })
  );
}

/** Installs what the benchmarks compare with, which nothing else needs. */
export async function installBenchPackages() {
  const key = digest(['bench/package.json', 'bench/package-lock.json']);
  await once('bench packages', { key, outputs: ['bench/node_modules'] }, () =>
    run('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: join(ROOT, 'bench'),
      quiet: true
    })
  );
}

/** Compiles the WASM kernels. */
export async function buildWasm() {
  const key = digest([
    'src/engine/backends/wasm/assembly/**',
    'scripts/lib/build.mjs',
    'package-lock.json'
  ]);
  await once('WASM kernels', { key, outputs: Object.keys(WASM) }, async () => {
    for (const [outFile, features] of Object.entries(WASM)) await compileWasm(outFile, features);
  });
}

/** The WGSL kernels as one module of texts, which every bundler and Node can load. */
export async function buildShaders() {
  const folder = 'src/engine/backends/webgpu/local';
  const key = digest([`${folder}/kernels/*.wgsl`, 'scripts/lib/build.mjs']);
  await once('WGSL kernels', { key, outputs: [`${folder}/shaders.ts`] }, async () => {
    const names = readdirSync(join(ROOT, folder, 'kernels')).filter(name => name.endsWith('.wgsl'));
    const entries = names.map(name => {
      const text = readFileSync(join(ROOT, folder, 'kernels', name), 'utf8');
      return `  ${JSON.stringify(basename(name, '.wgsl'))}: ${JSON.stringify(text)}`;
    });
    const lines = [
      '/** Made of kernels/*.wgsl by the build. */',
      'export const SHADERS = {',
      `${entries.join(',\n')}`,
      '};',
      ''
    ];
    writeFileSync(join(ROOT, folder, 'shaders.ts'), lines.join('\n'));
  });
}

/** The schema of views as a function, so that no page has to make one from text. */
export async function buildViewCheck() {
  const [schema, file] = ['schema/view.v1.json', 'src/latex/view.check.ts'];
  const key = digest([schema, 'scripts/lib/build.mjs', 'package-lock.json']);
  await once('check of views', { key, outputs: [file] }, async () => {
    const [{ Ajv }, { default: standalone }] = await Promise.all([
      import('ajv'),
      import('ajv/dist/standalone/index.js')
    ]);
    const ajv = new Ajv({
      strict: true,
      allowUnionTypes: true,
      discriminator: true,
      // Lengths in UTF-16 units, which is what a page counts at once; ajv says that it is deprecated.
      unicode: false,
      unicodeRegExp: false,
      logger: false,
      code: { source: true, esm: true }
    });
    const text = readFileSync(join(ROOT, schema), 'utf8');
    // Descriptions are for people.
    const plain = JSON.parse(text, (name, value) =>
      name === 'description' && typeof value === 'string' ? undefined : value
    );
    const code = standalone.default(ajv, ajv.compile(plain));
    if (/\brequire\(|\bimport\b/.test(code)) throw new Error(`${file} would import from ajv`);
    const lines = [
      '// @ts-nocheck',
      `/** Made of ${schema} by the build. */`,
      // Of the module: globals are slow to find in jest, and this asks of every number.
      'const { isFinite, isNaN } = Number;',
      code,
      ''
    ];
    writeFileSync(join(ROOT, file), lines.join('\n'));
  });
}

function compileWasm(outFile, features) {
  return runBin('assemblyscript/bin/asc.js', [
    'src/engine/backends/wasm/assembly/index.ts',
    ...['--outFile', outFile],
    ...features.flatMap(feature => ['--enable', feature]),
    ...(features.includes('threads') ? SHARED_MEMORY : []),
    ...['-O3', '--runtime', 'stub', '--noAssert']
  ]);
}

/** Compiles `src` to `lib`, which is what npm users and the labextension import. */
export async function buildLib() {
  await buildWasm();
  await buildShaders();
  await buildViewCheck();
  const key = digest([
    'src/**',
    'jupyterlab_invertible/arrays/*.py',
    'style/**',
    'tsconfig.json',
    'package-lock.json'
  ]);
  const outputs = [
    'lib/index.js',
    ...Object.keys(WASM).map(file => file.replace(/^src/, 'lib')),
    'lib/cell/sandbox.bundle.js',
    'lib/cell/relay.bundle.js',
    'lib/cell/threads.bundle.js',
    'lib/language/language.bundle.js',
    'lib/matrix/matrix.bundle.js',
    'lib/matrix/mathjs.script.txt',
    'jupyterlab_invertible/runner/runner.mjs',
    'jupyterlab_invertible/static/widget.js'
  ];
  await once('library', { key, outputs }, async () => {
    rmSync(join(ROOT, 'lib'), { recursive: true, force: true });
    await runBin('typescript/bin/tsc', ['--project', 'tsconfig.json']);
    await finishLib();
  });
}

/** Finishes what `tsc` leaves undone: the engine's module, and the sandbox as one file. */
export async function finishLib() {
  mkdirSync(join(ROOT, 'lib/engine/backends/wasm'), { recursive: true });
  for (const file of Object.keys(WASM)) {
    copyFileSync(join(ROOT, file), join(ROOT, file.replace(/^src/, 'lib')));
  }
  copyFileSync(join(ROOT, 'src/notebook/bridge.py'), join(ROOT, 'lib/notebook/bridge.py'));
  writeArrays();
  writeDeclarations();
  // A script that a worker is sent, and a function, which declares no globals.
  await bundleWorker('lib/cell/sandbox.worker.js', 'lib/cell/sandbox.bundle.js', {
    format: 'iife',
    banner: `(function(){"use strict";${KEEP_GLOBALS}`,
    footer: '})();',
    plugins: [MATHJS_LATER]
  });
  // A function of the globals as they were before any cell; no module, which a builder would make smaller.
  await bundleWorker('lib/matrix/mathjs.js', 'lib/matrix/mathjs.script.txt', {
    format: 'iife',
    globalName: 'mathjs',
    banner: `(function(globalThis){${KEEP_GLOBALS}`,
    footer: 'return mathjs.makeMathjs})'
  });
  await bundleWorker('lib/cell/relay.frame.js', 'lib/cell/relay.bundle.js');
  await bundleWorker(THREAD, 'lib/cell/threads.bundle.js');
  await bundleWorker('lib/language/language.worker.js', 'lib/language/language.bundle.js');
  await bundleWorker('lib/matrix/matrix.worker.js', 'lib/matrix/matrix.bundle.js');
  await writeRunner();
  await writeWidget();
}

/** The program that holds arrays in Python kernels, as text: a kernel need not have this package installed. */
function writeArrays() {
  const folder = join(ROOT, 'jupyterlab_invertible/arrays');
  const text = name => readFileSync(join(folder, `${name}.py`), 'utf8');
  const order = [...text('__init__').matchAll(/^ {4}"(\w+)",$/gm)].map(([, name]) => name);
  const sources = Object.fromEntries(['__init__', ...order].map(name => [name, text(name)]));
  const program = { loader: text('loader'), sources, order };
  writeFileSync(join(ROOT, 'lib/notebook/arrays.json'), JSON.stringify(program));
}

/** The widget for Python: one module, and its styles. */
async function writeWidget() {
  const { build } = await import('esbuild');
  const text = path => readFileSync(join(ROOT, path), 'utf8');
  const wasm = readFileSync(join(ROOT, 'lib/engine/backends/wasm/engine.wasm'));
  await build({
    absWorkingDir: ROOT,
    entryPoints: { widget: 'lib/anywidget/index.js' },
    outdir: 'jupyterlab_invertible/static',
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    external: ['node:*'],
    define: {
      INVERTIBLE_WORKER: JSON.stringify(text('lib/matrix/matrix.bundle.js')),
      INVERTIBLE_WASM: JSON.stringify(`data:application/wasm;base64,${wasm.toString('base64')}`)
    },
    logLevel: 'warning'
  });
  await build({
    absWorkingDir: ROOT,
    entryPoints: { widget: 'style/widget.css' },
    outdir: 'jupyterlab_invertible/static',
    bundle: true,
    minify: true,
    logLevel: 'warning'
  });
}

/** The runner of cells without a browser, within the Python package. */
async function writeRunner() {
  const folder = join(ROOT, 'jupyterlab_invertible/runner');
  mkdirSync(folder, { recursive: true });
  await bundleWorker('lib/cell/runner.node.js', 'jupyterlab_invertible/runner/runner.mjs', {
    banner: KEEP_GLOBALS
  });
  await bundleWorker(THREAD, 'jupyterlab_invertible/runner/threads.mjs');
  for (const file of Object.keys(WASM))
    copyFileSync(join(ROOT, file), join(folder, basename(file)));
  // A thread of its own has globals of its own; TypeScript itself is CommonJS.
  await bundleWorker('lib/language/language.node.js', 'jupyterlab_invertible/runner/language.cjs', {
    format: 'cjs'
  });
  copyFileSync(join(ROOT, 'lib/language/declarations.json'), join(folder, 'declarations.json'));
  copyFileSync(
    join(ROOT, 'src/notebook/bridge.py'),
    join(ROOT, 'jupyterlab_invertible/_bridge.py')
  );
}

/**
 * Cells share their globals with the runtime that runs them. As constants of its module the runtime keeps
 * those that it needs, whatever a cell declares or replaces.
 */
const KEEP_GLOBALS = `const {${[
  'AggregateError, Array, ArrayBuffer, BigInt, BigInt64Array, BigUint64Array, Boolean, DataView, Date',
  'Error, Float32Array, Float64Array, Int8Array, Int16Array, Int32Array, JSON, Map, Math, Number, Object',
  'Promise, Proxy, RangeError, ReferenceError, Reflect, RegExp, Set, String, Symbol, SyntaxError',
  'Atomics, MessageChannel, SharedArrayBuffer, Worker',
  'TextDecoder, TextEncoder, TypeError, URL, Uint8Array, Uint8ClampedArray, Uint16Array, Uint32Array',
  'WeakMap, WeakRef, WeakSet, WebAssembly, atob, btoa, clearTimeout, isFinite, isNaN, parseFloat, parseInt',
  'performance, queueMicrotask, setTimeout, structuredClone'
].join(', ')}} = globalThis;`;

/**
 * The library that prints values looks classes up in `globalThis` as it prints; it gets a copy. Of a large
 * array it looks at every element's descriptor to find names beside them, which come last.
 */
const KEEP_CLASSES = {
  name: 'keep-classes',
  setup: build =>
    build.onLoad({ filter: /node-inspect-extracted[\\/]dist[\\/]inspect\.js$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      const late = '["Proxy","globalThis"].forEach(t=>{e[t]=globalThis[t]})';
      if (!text.includes(late)) throw new Error(`${path} finds its globals in another way`);
      const copy =
        'e.Proxy=Proxy,e.globalThis=Object.fromEntries(Object.entries(Object.getOwnPropertyDescriptors(globalThis)).filter(([,d])=>typeof d.value=="function").map(([n,d])=>[n,d.value]))';
      const slow = 'const n=a(t),r=[];for(const[t,o]of s(n))if(';
      if (!text.includes(slow))
        throw new Error(`${path} finds names beside elements in another way`);
      const quick = 'const n=lastOf(t),r=[];for(const[t,o]of s(n))if(';
      const last =
        'function lastOf(t){const k=Reflect.ownKeys(t);let i=k.length;while(i>0&&(typeof k[i-1]!="string"||!/^(0|[1-9][0-9]*)$/.test(k[i-1])))i--;const d={};for(;i<k.length;i++)if(typeof k[i]=="string")d[k[i]]=Object.getOwnPropertyDescriptor(t,k[i]);return d}';
      const contents = text.replace(late, () => copy).replace(slow, () => quick);
      return { contents: `${last}\n${contents}` };
    })
};

/** A worker of the engine's pool, whose program a `%%ts` cell is given. */
const THREAD = 'lib/engine/backends/threads/worker.js';
/** The sandbox without mathjs, which it is given when a cell asks for it. */
const MATHJS_LATER = {
  name: 'mathjs-later',
  setup: build =>
    build.onResolve({ filter: /[\\/]mathjs\.js$/ }, ({ resolveDir }) => ({
      path: join(resolveDir, 'mathjs.given.js')
    }))
};

/** A worker as one file. */
async function bundleWorker(
  entry,
  outfile,
  { banner = '', footer = '', format = 'esm', globalName, plugins = [] } = {}
) {
  const { build } = await import('esbuild');
  await build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    outfile,
    bundle: true,
    minify: true,
    format,
    globalName,
    target: 'es2022',
    banner: { js: banner },
    footer: { js: footer },
    plugins: [KEEP_CLASSES, ...plugins],
    // The compiler asks for them only where there is a Node.
    external: [
      'node:*',
      'fs',
      'path',
      'os',
      'inspector',
      'perf_hooks',
      'source-map-support',
      'crypto'
    ],
    logLevel: 'error'
  });
}

/** The declarations that cells are checked against: TypeScript's libraries for workers, and our own. */
function writeDeclarations() {
  const files = {};
  const libraries = join(ROOT, 'node_modules/typescript/lib');
  for (const name of libraryNames(libraries, [
    'lib.esnext.d.ts',
    'lib.webworker.d.ts',
    'lib.webworker.iterable.d.ts',
    'lib.webworker.asynciterable.d.ts'
  ])) {
    files[`/lib/${name}`] = readFileSync(join(libraries, name), 'utf8');
  }
  for (const path of reachable('cell/ambient.d.ts')) {
    files[`/invertible/${path}`] = readFileSync(join(ROOT, 'lib', path), 'utf8');
  }
  for (const path of [
    'mathjs/package.json',
    'mathjs/types/index.d.ts',
    'decimal.js/package.json',
    'decimal.js/decimal.d.ts',
    'fraction.js/package.json',
    'fraction.js/fraction.d.ts',
    'fraction.js/fraction.d.mts'
  ]) {
    files[`/node_modules/${path}`] = readFileSync(join(ROOT, 'node_modules', path), 'utf8');
  }
  writeFileSync(join(ROOT, 'lib/language/declarations.json'), JSON.stringify(files));
}

/** Declarations, and those that they import. */
function reachable(entry) {
  const found = new Set([entry]);
  for (const path of found) {
    const text = readFileSync(join(ROOT, 'lib', path), 'utf8');
    for (const [, other] of text.matchAll(/(?:from|import)\s*\(?\s*['"](\.[^'"]+)\.js['"]/g))
      found.add(join(dirname(path), `${other}.d.ts`));
  }
  return found;
}

/** Libraries and those that they refer to. */
function libraryNames(folder, wanted) {
  const found = new Set();
  const add = name => {
    if (found.has(name)) return;
    found.add(name);
    const text = readFileSync(join(folder, name), 'utf8');
    for (const [, other] of text.matchAll(/<reference lib="([^"]+)"/g)) add(`lib.${other}.d.ts`);
  };
  wanted.forEach(add);
  return found;
}

/** Builds the prebuilt extension that the wheel holds. */
export async function buildLabextension() {
  await buildLib();
  const key = digest([
    'lib/**',
    'style/**',
    'package.json',
    'webpack.config.cjs',
    'package-lock.json'
  ]);
  const outputs = ['jupyterlab_invertible/labextension/package.json'];
  await once('labextension', { key, outputs }, () =>
    runBin(
      '@jupyter/builder/lib/build-labextension.js',
      ['--core-package-file', 'node_modules/@jupyterlab/core-meta/core.package.json', '.'],
      { quiet: true }
    )
  );
}
