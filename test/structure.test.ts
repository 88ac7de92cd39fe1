/** The shape of the project: who may import whom, how large things may grow, what the doors open to. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import * as engine from '../src/engine/index.js';

const SRC = resolve(dirname(fileURLToPath(import.meta.url)), '../src');

/** The folders that each folder may import besides itself; `''` is the root of `src`. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  engine: [],
  exact: ['engine'],
  latex: ['engine', 'exact'],
  cell: ['engine', 'exact', 'language', 'latex', 'matrix'],
  language: [],
  matrix: ['engine', 'exact', 'latex'],
  html: ['latex'],
  draw: ['html', 'latex'],
  widget: ['draw', 'exact', 'latex', 'matrix'],
  mime: ['draw', 'latex', 'matrix', 'widget'],
  anywidget: ['widget'],
  notebook: ['cell', 'engine', 'html', 'language', 'latex', 'matrix'],
  plugins: ['mime', 'notebook', 'widget', ''],
  '': ['plugins', 'notebook']
};

/** The classes of tensors, each a file of its own. */
const TENSORS = ['tensor', 'device-tensor', 'gpu-tensor', 'kernel-tensor'];

/** The same within the engine; a file of its own is a room. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  core: [],
  tensor: ['core'],
  'device-tensor': ['core', 'tensor'],
  'gpu-tensor': ['core', 'tensor', 'device-tensor'],
  'kernel-tensor': ['core', 'tensor', 'device-tensor'],
  backends: ['core', ...TENSORS],
  ops: ['core', ...TENSORS, 'backends'],
  linalg: ['core', ...TENSORS, 'backends', 'ops'],
  verify: ['core', ...TENSORS, 'backends', 'ops', 'linalg'],
  operators: ['core', ...TENSORS, 'backends', 'ops', 'linalg', 'verify'],
  ready: ['core', 'backends'],
  threads: ['core', 'backends', 'linalg', 'ready'],
  index: ['core', ...TENSORS, 'backends', 'ops', 'linalg', 'verify', 'operators', 'ready'],
  internal: ['core', ...TENSORS, 'backends', 'ops', 'linalg', 'verify']
};

/** Layers below the line know nothing of Jupyter or the DOM. */
const PURE = ['engine', 'exact', 'latex', 'cell', 'language', 'matrix'];

const files = walk(SRC).filter(path => path.endsWith('.ts') && !path.includes('assembly'));

function walk(folder: string): string[] {
  return readdirSync(folder).flatMap(name => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? walk(path) : [path];
  });
}

function layerOf(path: string): string {
  const [first, ...rest] = relative(SRC, path).split('/');
  return rest.length > 0 ? first : '';
}

function importsOf(path: string): string[] {
  const text = readFileSync(path, 'utf8');
  return [...text.matchAll(/(?:from|import\()\s*['"]([^'"]+)['"]/g)].map(match => match[1]);
}

/** Imports that are there when the code runs. */
function valueImportsOf(path: string): string[] {
  const text = readFileSync(path, 'utf8');
  const statements = text.matchAll(
    /^(?:import|export)\s+(?!type\b)(?:([^'"]*?)\s+from\s+)?['"]([^'"]+)['"]/gm
  );
  return [...statements]
    .filter(([, names]) => names === undefined || !isOfTypes(names))
    .map(([, , specifier]) => specifier);
}

/** `{ type A, type B }` */
function isOfTypes(names: string): boolean {
  const inner = /^\{([\s\S]*)\}$/.exec(names.trim());
  return (inner?.[1] ?? 'a').split(',').every(name => /^\s*(type\s.*)?$/.test(name));
}

/** Paths that come back to where they began. */
function circlesOf(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  const walkFrom = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) found.push([...trail.slice(at), path]);
    if (at >= 0 || done.has(path)) return;
    for (const next of graph.get(path) ?? []) walkFrom(next, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) walkFrom(path, []);
  return found;
}

describe('imports', () => {
  it('go only downward, and through the doors', () => {
    const wrong = files.flatMap(path =>
      importsOf(path)
        .filter(specifier => specifier.startsWith('.'))
        .flatMap(specifier => {
          const target = resolve(dirname(path), specifier);
          const [from, to] = [layerOf(path), layerOf(target)];
          if (from === to) return [];
          const complaint = `${relative(SRC, path)} imports ${relative(SRC, target)}`;
          if (!LAYERS[from].includes(to)) return [`${complaint}: upward`];
          const doors = to === 'engine' ? ['index.js', 'internal.js'] : ['index.js'];
          const isDoor = to === '' || doors.some(door => relative(SRC, target) === join(to, door));
          return isDoor ? [] : [`${complaint}: past the door`];
        })
    );
    expect(wrong).toEqual([]);
  });

  it('go only downward within the engine', () => {
    const inside = files.filter(path => layerOf(path) === 'engine');
    const roomOf = (path: string) =>
      relative(join(SRC, 'engine'), path)
        .split('/')[0]
        .replace(/\.[jt]s$/, '');
    const wrong = inside.flatMap(path =>
      // Types of the other device's tensors are no code.
      valueImportsOf(path)
        .filter(specifier => specifier.startsWith('.'))
        .map(specifier => resolve(dirname(path), specifier))
        .filter(target => roomOf(target) !== roomOf(path))
        .filter(target => !ROOMS[roomOf(path)]?.includes(roomOf(target)))
        .map(target => `${relative(SRC, path)} imports ${relative(SRC, target)}`)
    );
    expect(wrong).toEqual([]);
    expect([...new Set(inside.map(roomOf))].sort()).toEqual(Object.keys(ROOMS).sort());
  });

  it('make no circle', () => {
    const graph = new Map(
      files.map(path => [
        path,
        valueImportsOf(path)
          .filter(specifier => specifier.startsWith('.'))
          .map(specifier => resolve(dirname(path), specifier).replace(/\.js$/, '.ts'))
      ])
    );
    expect(circlesOf(graph).map(circle => circle.map(path => relative(SRC, path)))).toEqual([]);
  });

  it('know of every folder', () => {
    expect([...new Set(files.map(layerOf))].sort()).toEqual(Object.keys(LAYERS).sort());
  });

  it('keep Jupyter and the DOM out of the pure layers', () => {
    const wrong = files
      .filter(path => PURE.includes(layerOf(path)))
      .filter(path => {
        const jupyter = importsOf(path).some(name => /^@(jupyter|lumino)/.test(name));
        return jupyter || /(?<!\/)\b(document|window)\./.test(readFileSync(path, 'utf8'));
      });
    expect(wrong.map(path => relative(SRC, path))).toEqual([]);
  });
});

describe('files', () => {
  it('stay small', () => {
    const large = files.filter(path => readFileSync(path, 'utf8').split('\n').length > 400);
    expect(large.map(path => relative(SRC, path))).toEqual([]);
  });

  it('of the WASM kernels stay small too, and so do their functions', () => {
    const kernels = walk(join(SRC, 'engine/backends/wasm/assembly')).filter(path =>
      path.endsWith('.ts')
    );
    expect(kernels.length).toBeGreaterThan(10);
    const large = kernels.flatMap(path => {
      const lines = readFileSync(path, 'utf8').split('\n');
      const starts = [...lines.keys()].filter(i => /^(export )?function /.test(lines[i]));
      const long = starts.filter(i => lines.indexOf('}', i) - i >= 60).map(i => lines[i]);
      return lines.length > 400 ? [path, ...long] : long;
    });
    expect(large).toEqual([]);
  });

  it('export no star', () => {
    const stars = files.filter(path => /export \*/.test(readFileSync(path, 'utf8')));
    expect(stars.map(path => relative(SRC, path))).toEqual([]);
  });
});

describe('the engine’s door', () => {
  it('opens to these names', () => {
    expect(Object.keys(engine).sort()).toMatchSnapshot();
    expect(Object.keys(engine.linalg).sort()).toMatchSnapshot();
  });
});

describe('the kernel', () => {
  it('tells the version of the package', () => {
    const { version } = JSON.parse(readFileSync(join(SRC, '../package.json'), 'utf8'));
    const kernel = readFileSync(join(SRC, 'notebook/kernel.ts'), 'utf8');
    expect(kernel).toContain(`implementation_version: '${version}'`);
  });
});

describe('the plugins', () => {
  it('bear these ids', () => {
    const ids = files.flatMap(path =>
      [...readFileSync(path, 'utf8').matchAll(/id: '(jupyterlab-invertible:[\w-]+)'/g)].map(
        m => m[1]
      )
    );
    expect(ids.sort()).toMatchSnapshot();
  });
});
