/** Values as text, held against Node's own. */
import { format, inspect as nodeInspect } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { formatLog, inspect } from '../../src/cell/inspect.js';
import { ready, tensor } from '../../src/engine/index.js';

beforeAll(() => ready());

class Point {
  x = 1;
  y = 2;
}
class Pixel extends Point {}
const circle: Record<string, unknown> = { a: 1 };
circle.self = circle;

const VALUES: readonly unknown[] = [
  ...[0, -0, 1.5, Number.NaN, 10n, true, null, undefined, 'a', "it's", `"'`, 'a\nb', Symbol('s')],
  ...[
    [1, 2],
    Object.assign(new Array(3), { 0: 1, 2: 3 }),
    [undefined, null],
    new Array(5),
    [[[[1]]]],
    [-0, 'x'],
    ['a\nb']
  ],
  ...[new Array(101).fill(0), Array.from({ length: 200 }, (_, i) => `${i}`), ['x'.repeat(20_000)]],
  ...[{}, { a: 1 }, { a: { b: { c: { d: 1 } } } }, { 'a-b': 1 }, circle, Object.create(null)],
  ...[new Float64Array(3), new Uint8Array([1, 2]), new Float32Array(200), new BigInt64Array(2)],
  ...[new Date(0), new Date(Number.NaN), /a/g, new Map([[1, { a: 2 }]]), new Set(['a', [1]])],
  ...[new Map(), new Set(), new WeakMap(), new WeakSet(), new Promise(() => {}).then],
  ...[Point, Pixel, class {}, new Point(), new Pixel(), [new Point()], () => 1, function f() {}],
  ...[async () => 1, function* g() {}, Object(1), Object('s'), Object(1n), Object(false), Math.max],
  ...[
    {
      get a() {
        return 1;
      }
    },
    { set a(_: number) {} },
    {
      get a() {
        return 1;
      },
      set a(_) {}
    }
  ],
  ...[
    {
      get a(): never {
        throw new Error();
      }
    },
    { f() {} },
    { a: [1, { b: [] }] },
    new Proxy([1], {})
  ],
  ...[{ [CUSTOM()]: () => 'custom' }, [{ [CUSTOM()]: () => ({ a: 1 }) }], { x: 'y'.repeat(100) }],
  ...[new Set(Array.from({ length: 150 }, (_, i) => i)), new Map([['a', new Map([['b', 1]])]])],
  ...[
    (function (..._: number[]) {
      // biome-ignore lint/complexity/noArguments: it is what is printed.
      return arguments;
    })(1, 2),
    { long: Array.from({ length: 30 }, (_, i) => i) }
  ]
];

function CUSTOM(): symbol {
  return Symbol.for('nodejs.util.inspect.custom');
}

const LOGS: readonly unknown[][] = [
  [],
  ['a', 1, { a: 1 }],
  ['%s %s', 'x', { a: { b: {} } }],
  ['%d %i %f', '3', 4.7, '5.5'],
  ['%j %o', { a: 1 }, [1]],
  ['%O %c%%', { a: 1 }, 'color: red'],
  ['%s', -0],
  ['%s %x', 1n],
  [1, 'b', null]
];

describe('values as text', () => {
  it.each(VALUES.map((value, i) => [i, value]))('are those of Node: %i', (_, value) => {
    expect(inspect(value)).toBe(nodeInspect(value));
  });

  it.each(LOGS.map((args, i) => [i, args]))('are filled in as by Node: %i', (_, args) => {
    expect(formatLog(args as unknown[])).toBe(format(...(args as unknown[])));
  });

  it('says of a promise no state that it cannot know', () => {
    // Jest's hooks leave symbols in a promise.
    expect(inspect(Promise.resolve(1))).toMatch(/^Promise \{\s+<to be awaited>/);
  });

  it('shows tensors within objects', () => {
    expect(inspect({ a: [tensor([1, 2])] })).toBe('{ a: [ tensor([1., 2.], dtype=float64) ] }');
  });
});

describe('errors as text', () => {
  it('tell their causes and parts, in circles too, by places in cells alone', () => {
    const inner = new RangeError('inner');
    inner.stack = 'RangeError: inner\n    at f (cell[3].ts:2:5)\n    at x (file:///secret.js:1:1)';
    const outer = new Error('outer', { cause: inner });
    expect(inspect(outer)).toContain('RangeError: inner\n      at f (cell[3], line 2)');
    expect(inspect({ outer })).not.toMatch(/secret|\.ts|node:/);
    inner.cause = outer;
    expect(inspect(outer)).toContain('[Circular]');
    const parts = inspect(new AggregateError([inner, 2], 'many'));
    expect(parts).toContain('many');
    expect(parts).toContain('cell[3], line 2');
    expect(inspect(Object.assign(new Error('x'), { code: 7 }))).toContain('code: 7');
    expect(Object.getOwnPropertySymbols(Error.prototype)).toEqual([]);
  });
});

describe('hostile values', () => {
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const fails = () => {
    throw new Error('no');
  };
  const trap = new Proxy({}, { get: fails, ownKeys: fails, getPrototypeOf: fails });
  const deep: unknown[] = [];
  let last = deep;
  for (let i = 0; i < 1e5; i++) {
    const next: unknown[] = [];
    last.push(next);
    last = next;
  }

  it.each<[string, () => unknown]>([
    ['a revoked proxy', () => revoked.proxy],
    ['a revoked proxy within', () => ({ a: 1, b: revoked.proxy })],
    ['a proxy that throws', () => [trap, 1]],
    ['depth', () => deep],
    ['a sparse array', () => Object.assign([], { length: 1e7 })],
    ['many keys', () => Object.fromEntries(Array.from({ length: 2e5 }, (_, i) => [`key${i}`, i]))],
    [
      'much in all',
      () => new Array(100).fill(new Array(100).fill(new Array(100).fill('x'.repeat(999))))
    ],
    ['long text', () => 'x'.repeat(1e8)],
    ['a constructor that throws', () => Object.defineProperty({}, 'constructor', { get: fails })],
    ['toString that throws', () => ({ toString: fails, inspect: fails })],
    ['a custom text that throws', () => ({ a: { [CUSTOM()]: fails }, b: 1 })],
    [
      'itself',
      () => ({
        [CUSTOM()]() {
          return this;
        }
      })
    ]
  ])('print something, within bounds: %s', (_, make) => {
    const text = inspect(make());
    expect(text.length).toBeGreaterThan(0);
    expect(text.length).toBeLessThan(1.2e6);
    expect(formatLog(['%s %o', make(), make()]).length).toBeGreaterThan(0);
  });

  it('say that they are too long, where no part of them can be printed', () => {
    expect(inspect({ ['k'.repeat(2e6)]: 1 })).toBe('<a value that is too long to be printed>');
  });

  it('keep what can be read beside what cannot', () => {
    expect(inspect({ a: 1, b: revoked.proxy })).toBe('{ a: 1, b: <a value that cannot be read> }');
  });
});
