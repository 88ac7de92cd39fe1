/** Values on their way to Python and back: nothing is rounded, and what cannot go is named. */
import { describe, expect, it } from '@jest/globals';
import { type IValue, packValue, typeOfValue, unpackValue } from '../../src/cell/values.js';
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
    expect(((await there(new Uint8Array([1, 2]))) as Tensor).toArray()).toEqual([1, 2]);
    expect(((await there(tensor([]))) as Tensor).shape).toEqual([0]);
  });

  it('is named where Python has nothing like it', async () => {
    const circle: unknown[] = [];
    circle.push(circle);
    await expect(packValue('f', () => 1)).rejects.toThrow(
      'f cannot go to Python: expected a tensor'
    );
    await expect(packValue('d', [new Date()])).rejects.toThrow('got Date');
    await expect(packValue('u', undefined)).rejects.toThrow('got undefined');
    await expect(packValue('c', circle)).rejects.toThrow('c holds itself');
  });

  it('tells the compiler its type', () => {
    const json = (text: string): IValue => ({ name: 'x', json: text });
    expect(typeOfValue(json('1'))).toBe('number');
    expect(typeOfValue(json('{"$bigint": "9"}'))).toBe('bigint');
    expect(typeOfValue(json('[1]'))).toBe('any');
    expect(typeOfValue({ name: 'A', dtype: 'float64', shape: [0], data: new ArrayBuffer(0) })).toBe(
      'Tensor'
    );
  });
});
