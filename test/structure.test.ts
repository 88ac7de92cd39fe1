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
          const isDoor = to === '' || relative(SRC, target) === join(to, 'index.js');
          return isDoor ? [] : [`${complaint}: past the door`];
        })
    );
    expect(wrong).toEqual([]);
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
