/** The stream in which values come from Python: what `bridge.py` writes, and what somebody else might. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ISentValue } from '../../src/cell/index.js';
import { fromStream, toStream } from '../../src/notebook/wire.js';

const encode = (text: string) => new TextEncoder().encode(text);

const VALUES: ISentValue[] = [
  { name: 'A', dtype: 'float64', shape: [2, 1], data: new Float64Array([-0, 2]).buffer },
  { name: 'λ', json: '["é", 1]' },
  { name: 'empty', dtype: 'int64', shape: [0, 3], data: new ArrayBuffer(0) },
  { name: 'flag', dtype: 'bool', shape: [], data: new Uint8Array([1]).buffer }
];
const NAMES = VALUES.map(({ name }) => name);

/** Headers that somebody wrote, and bytes behind them. */
function came(headers: unknown, bytes: number, names = ['x']): unknown {
  const head = encode(JSON.stringify(headers));
  return fromStream(names, head.byteLength, [head, new Uint8Array(bytes)]);
}

describe('a stream', () => {
  it('brings values back, however it was cut', () => {
    const { head, total, parts } = toStream(VALUES);
    const whole = new Uint8Array(parts.flatMap(part => [...part]));
    expect(whole.byteLength).toBe(total);
    for (const size of [1, 7, total]) {
      const cut = [];
      for (let at = 0; at < total; at += size) cut.push(whole.subarray(at, at + size));
      expect(fromStream(NAMES, head, cut)).toEqual(VALUES);
    }
  });

  it.each([
    [{ name: 'x', bytes: 8, dtype: 'float64', shape: [2] }, 8],
    [{ name: 'x', bytes: 8, dtype: 'float64', shape: [2 ** 40, 2 ** 40] }, 8],
    [{ name: 'x', bytes: 8, dtype: 'float64', shape: [-1, -1] }, 8],
    [{ name: 'x', bytes: 8, dtype: 'float64', shape: ['1'] }, 8],
    [{ name: 'x', bytes: 8, dtype: 'float64', shape: Array(40).fill(1) }, 8],
    [{ name: 'x', bytes: 8, dtype: 'float65', shape: [1] }, 8],
    [{ name: 'x', bytes: 8, dtype: 'constructor', shape: [1] }, 8],
    [{ name: 'x', bytes: 8, dtype: 'float64' }, 8],
    [{ name: 'x', bytes: 16, dtype: 'float64', shape: [2] }, 8],
    [{ name: 'x', bytes: 2 ** 53 }, 8],
    [{ name: 'x', bytes: -8 }, 8],
    [{ name: 'y', bytes: 8 }, 8],
    [{ bytes: 8 }, 8],
    [null, 0],
    ['x', 0]
  ])('refuses the header %j', (header, bytes) => {
    expect(() => came([header], bytes)).toThrow('that came from Python are not what was asked for');
  });

  it('refuses what is no list of headers, another number of them, and text that is none', () => {
    for (const headers of [
      {},
      1,
      null,
      [],
      [
        { name: 'x', bytes: 0 },
        { name: 'x', bytes: 0 }
      ]
    ]) {
      expect(() => came(headers, 0)).toThrow('came from Python');
    }
    expect(() => fromStream([], 9, [encode('[]')])).toThrow('headers');
    expect(() => fromStream([], 2, [encode('[')])).toThrow('headers');
    const head = encode('[{"name":"x","bytes":1}]');
    expect(() => fromStream(['x'], head.byteLength, [head, new Uint8Array([0xff])])).toThrow(
      'text'
    );
  });

  it('gives a value or says no, whatever the headers are', () => {
    const size = fc.oneof(fc.integer({ min: -1, max: 4 }), fc.double(), fc.constant(2 ** 53));
    const header = fc.record(
      {
        name: fc.constantFrom('x', 'y', '__proto__'),
        bytes: size,
        dtype: fc.constantFrom('float64', 'bool', 'int32', 'toString', ''),
        shape: fc.array(size, { maxLength: 4 })
      },
      { requiredKeys: ['name'] }
    );
    const list = fc.array(
      fc.oneof({ weight: 9, arbitrary: header }, { weight: 1, arbitrary: fc.jsonValue() }),
      {
        maxLength: 2
      }
    );
    fc.assert(
      fc.property(list, fc.integer({ min: 0, max: 40 }), (headers, bytes) => {
        try {
          expect(came(headers, bytes)).toHaveLength(1);
        } catch (error) {
          expect((error as Error).message).toContain('that came from Python are not');
        }
      }),
      { seed: 12, numRuns: 3000 * Number(process.env.FUZZ_SCALE ?? 1) }
    );
  });
});
