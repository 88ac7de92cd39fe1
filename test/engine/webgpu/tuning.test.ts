/** Tiles that are remembered of adapters, from whoever says them. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { recallTiles, rememberOnce, rememberTiles } from '../../../src/engine/internal.js';

const KEY = 'jupyterlab-invertible:tiles';
const tiles = { rows: 4, columns: 4 };

describe('tiles', () => {
  const stored = new Map<string, string>();
  const before = Object.getOwnPropertyDescriptor(globalThis, 'localStorage');

  beforeEach(() => {
    stored.clear();
    const value = {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, text: string) => stored.set(key, text)
    };
    Object.defineProperty(globalThis, 'localStorage', { value, configurable: true });
  });

  afterEach(() => {
    if (before) Object.defineProperty(globalThis, 'localStorage', before);
    else Reflect.deleteProperty(globalThis, 'localStorage');
  });

  it('are remembered of the last adapters alone', () => {
    for (let i = 0; i < 4000; i++) rememberTiles(`adapter ${i}`, tiles);
    rememberTiles('adapter 3999', { rows: 2, columns: 2 });
    expect(Object.keys(recallTiles())).toHaveLength(16);
    expect(recallTiles()['adapter 3999']).toEqual({ rows: 2, columns: 2 });
    expect(stored.get(KEY)?.length).toBeLessThan(1000);
  });

  it('are of adapters with names, and nothing else is kept', () => {
    for (const name of ['', 'a\nb', 'x'.repeat(201), '\u0000']) rememberTiles(name, tiles);
    expect(stored.size).toBe(0);
    rememberTiles('Intel® Iris', { ...tiles, more: 'x'.repeat(1e6) } as typeof tiles);
    rememberTiles('other', { rows: 3, columns: 3 });
    expect(JSON.parse(stored.get(KEY) ?? '')).toEqual({ 'Intel® Iris': tiles });
  });

  it.each(['__proto__', 'constructor', 'toString'])('may be of an adapter named %s', name => {
    expect(Object.hasOwn(recallTiles(), name)).toBe(false);
    rememberTiles(name, tiles);
    expect(Object.entries(recallTiles())).toEqual([[name, tiles]]);
    expect(Object.getPrototypeOf(recallTiles())).toBe(Object.prototype);
  });

  it.each([
    'null',
    '[1]',
    '{"a": {"rows": 1e9, "columns": 4}}',
    'no JSON',
    `{"a": ${JSON.stringify(tiles)}, "b": "${'x'.repeat(20_000)}"}`
  ])('are none where storage holds %.40s', text => {
    stored.set(KEY, text);
    expect(recallTiles()).toEqual({});
  });

  it('are taken once of a sandbox', () => {
    const remember = rememberOnce();
    remember('first', tiles);
    remember('second', tiles);
    expect(Object.keys(recallTiles())).toEqual(['first']);
  });
});
