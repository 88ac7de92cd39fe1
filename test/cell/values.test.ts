/** Values on their way to Python and back: nothing is rounded, and what cannot go is named. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type IValue,
  packValue,
  pickValues,
  typeOfValue,
  unpackValue
} from '../../src/cell/values.js';
import { complex, eye, type Tensor, tensor } from '../../src/engine/index.js';

const there = async (value: unknown) => unpackValue(await packValue('x', value));

describe('a value', () => {
  it('comes back as it went', async () => {
    for (const value of [
      1.5,
      'text',
      true,
      null,
      5n ** 30n,
      Infinity,
      [1, ['a']],
      { a: { b: 2 } }
    ]) {
      expect(await there(value)).toEqual(value);
    }
    expect(await there(Number.NaN)).toBeNaN();
    expect(await there(complex(1, -2))).toEqual({ re: 1, im: -2 });
    expect(await there([Infinity, { z: complex(0, 1) }])).toEqual([
      Infinity,
      { z: { re: 0, im: 1 } }
    ]);
    expect(await there(new Map([['k', new Set([1])]]))).toEqual({ k: [1] });
  });

  it('keeps its dtype and bits as a tensor, views included', async () => {
    for (const dtype of [
      'float32',
      'float64',
      'complex64',
      'complex128',
      'int32',
      'int64',
      'bool'
    ] as const) {
      const A = eye(3, { dtype }).slice(1, 0, 2);
      const back = (await there(A)) as Tensor;
      expect([back.dtype, back.shape, back.toArray()]).toEqual([dtype, [3, 2], A.toArray()]);
    }
    expect(((await there(new Float32Array([1, 2]))) as Tensor).dtype).toBe('float32');
    for (const [array, dtype] of [
      [new Uint8Array([1, 255]), 'int32'],
      [new Int8Array([1, -128]), 'int32'],
      [new Uint8ClampedArray([1, 255]), 'int32'],
      [new Uint16Array([1, 65_535]), 'int32'],
      [new Uint32Array([1, 2 ** 32 - 1]), 'int64'],
      [new Float64Array([1, 0.1]), 'float64']
    ] as const) {
      const back = (await there(array)) as Tensor;
      const numbers = (back.toArray() as number[]).map(Number);
      expect([back.dtype, numbers]).toEqual([dtype, [...array]]);
    }
    expect(((await there(tensor([]))) as Tensor).shape).toEqual([0]);
  });

  it('is named where Python has nothing like it', async () => {
    const circle: unknown[] = [];
    circle.push(circle);
    await expect(packValue('f', () => 1)).rejects.toThrow(
      'f cannot go to Python: it is a function; call it'
    );
    class Circle {
      r = 1;
    }
    const cases: [unknown, string][] = [
      [undefined, 'v cannot go to Python: it is undefined; write null'],
      [{ x: { y: undefined } }, 'v.x.y cannot go to Python: it is undefined'],
      [{ rows: [1, { 'a b': Symbol() }] }, 'v.rows[1]["a b"] cannot go to Python: it is a symbol'],
      [new BigUint64Array([5n]), 'tensors have no uint64; give BigInt64Array.from'],
      [{ s: new Circle() }, 'v.s cannot go to Python: it is a Circle (an instance of a class)'],
      [Promise.resolve(1), 'await it first'],
      [/a/, 'it is a RegExp; give String(…) of it'],
      [new Date(Number.NaN), 'it is an invalid Date; give null instead'],
      [new Date(8.64e15), 'beyond the years 1 to 9999 of a datetime; give its getTime()'],
      [new WeakMap(), 'use a Map or a Set']
    ];
    for (const [value, words] of cases) {
      await expect(packValue('v', value)).rejects.toThrow(words);
    }
    expect(await there({ ...new Circle() })).toEqual({ r: 1 });
    await expect(packValue('c', circle)).rejects.toThrow('c holds itself');
  });

  it('tells the compiler its type', () => {
    const json = (text: string): IValue => ({ name: 'x', json: text });
    expect(typeOfValue(json('1'))).toBe('number');
    expect(typeOfValue(json('{"$bigint": "9"}'))).toBe('bigint');
    expect(typeOfValue(json('[1, {"$float": "nan"}]'))).toBe('number[]');
    expect(typeOfValue(json('["a"]'))).toBe('string[]');
    expect(typeOfValue(json('{"$date": 0}'))).toBe('Date');
    expect(typeOfValue(json('[{"$date": 0}]'))).toBe('Date[]');
    for (const text of ['[]', '[1, null]', '[1, "a"]', '[[1]]', '[{"toString": 1}]', '[1']) {
      expect(typeOfValue(json(text))).toBe('any');
    }
    expect(typeOfValue({ name: 'A', dtype: 'float64', shape: [0], data: new ArrayBuffer(0) })).toBe(
      'Tensor'
    );
  });

  it('keeps the sign of zero, and whole numbers that JSON would round', async () => {
    for (const value of [-0, [-0, { a: -0 }], 2 ** 60, -(2 ** 53), 1e300, 5e-324]) {
      expect(await there(value)).toStrictEqual(value);
    }
    expect(await packValue('x', complex(-0, -0))).toMatchObject({
      json: '{"$complex":[{"$float":"-0.0"},{"$float":"-0.0"}]}'
    });
    // Python reads JSON's digits exactly, which JavaScript writes rounded.
    expect(await packValue('x', 2 ** 60)).toMatchObject({
      json: '{"$float":"1152921504606847000"}'
    });
    expect(await there(complex(1, 2))).not.toHaveProperty('name');
    expect(await there({ re: 1, im: 2, name: 'z' })).toEqual({ re: 1, im: 2, name: 'z' });
  });

  it('keeps keys that look like marks, or like a prototype', async () => {
    for (const value of [
      { $bigint: '5' },
      { $float: 'nan' },
      [{ $complex: [1, 2] }],
      { $dict: { $dict: 1 } },
      { $dict: {} },
      { $bigint: '5', other: 1 },
      JSON.parse('{"__proto__": {"a": -1}, "constructor": 2}')
    ]) {
      const back = await there(value);
      expect(back).toEqual(value);
      expect(Object.getPrototypeOf(back)).toBe(Object.getPrototypeOf(value));
      expect(Object.keys(back as object)).toEqual(Object.keys(value));
    }
  });

  it('refuses keys that are one as text, and what has no end', async () => {
    const nested = (depth: number) => {
      let list: unknown[] = [];
      for (let i = 1; i < depth; i++) list = [list];
      return list;
    };
    const twice: unknown[][] = [[]];
    for (let i = 0; i < 60; i++) twice.push([twice[i], twice[i]]);
    const refused = (value: unknown) =>
      packValue('x', value).catch((error: Error) => `${error.name}: ${error.message}`);
    expect(
      await refused(
        new Map<unknown, number>([
          [1, 1],
          ['1', 2]
        ])
      )
    ).toBe(
      "TypeError: x has two keys that are both '1' as text, as which they go to Python; rename one of them"
    );
    expect(await refused(new Map([[{}, 1]]))).toContain('it is a Map with a key of type object');
    expect(await refused(nested(10_000))).toContain('nested more than 200 levels deep');
    expect(await there(nested(200))).toEqual(nested(200));
    expect(await refused(twice[60])).toContain('more than 4,000,000 values');
    expect(await refused(new Array(5))).toContain('x[0] cannot go to Python: it is undefined');
    const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;
    expect(() => unpackValue({ name: 'x', json: deep })).toThrow('nested too deep');
    for (const json of [
      '{"$bigint":"x"}',
      '{"$bigint":5}',
      '{"$complex":[1]}',
      '{"$dict":[]}',
      '{"$date":"x"}',
      '{"$date":1e300}'
    ]) {
      expect(() => unpackValue({ name: 'x', json })).toThrow('did not come from Python as it was');
    }
  });

  it('comes back, whatever it is made of', async () => {
    const numbers = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(-0, 2 ** 53, -(2 ** 60)));
    const { tree } = fc.letrec<{ tree: unknown }>(tie => ({
      tree: fc.oneof(
        { maxDepth: 5 },
        numbers,
        fc.bigInt(),
        fc.string({ unit: 'binary' }),
        fc.constantFrom(null, true, false),
        fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
        fc.array(tie('tree'), { maxLength: 5 }),
        fc.dictionary(
          fc.oneof(
            fc.constantFrom(
              '$bigint',
              '$float',
              '$complex',
              '$dict',
              '$date',
              '__proto__',
              're',
              'a'
            ),
            fc.string()
          ),
          tie('tree'),
          { maxKeys: 3, noNullPrototype: true }
        )
      )
    }));
    const numRuns = 1000 * Number(process.env.FUZZ_SCALE ?? 1);
    await fc.assert(
      fc.asyncProperty(tree, async value => {
        expect(await there(value)).toStrictEqual(value);
      }),
      { seed: 12, numRuns }
    );
  });
});

describe('the output of a cell for Python', () => {
  const json = (name: string, text = '1'): IValue => ({ name, json: text });

  it('is what stands after -o, once each, whatever else came', () => {
    const came = [
      json('data_dir'),
      json('x'),
      json('open'),
      json('y'),
      json('x', '2'),
      json('a;b')
    ];
    expect(pickValues(came, ['y', 'x'])).toEqual([json('y'), json('x')]);
    expect(pickValues(came, [])).toEqual([]);
  });

  it('is an error where one is missing', () => {
    expect(() => pickValues([json('X')], ['x'])).toThrow('x did not come out of the cell');
    expect(() => pickValues([], ['toString'])).toThrow('-o toString');
  });
});
