/** Results of small matrices have parts of one buffer, of which nobody sees more than his own. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { eye, fromData, linalg, ready, type Tensor, tensor } from '../../src/engine/index.js';
import { inverseSource } from '../../src/engine/internal.js';

beforeAll(() => ready());

const A = () =>
  tensor([
    [2, 1, 0, 0],
    [1, 3, 0, 0],
    [0, 0, 1, 0],
    [0, 0, 0, 4]
  ]);

const results: [string, () => Tensor][] = [
  ['inv', () => linalg.inv(A())],
  ['matmul', () => A().matmul(A())],
  ['solve', () => linalg.solve(A(), eye(4))],
  ['svdvals', () => linalg.svdvals(A())]
];

describe.each(results)('%s', (_, make) => {
  it('gives its elements in a buffer of their own', () => {
    const [x, y] = [make(), make()];
    const before = y.toArray();
    const { data } = x;
    expect(data.buffer.byteLength).toBe(data.byteLength);
    new Uint8Array(data.buffer).fill(255);
    structuredClone(data, { transfer: [data.buffer as ArrayBuffer] });
    expect(y.toArray()).toEqual(before);
    expect(make().toArray()).toEqual(before);
  });

  it('is written to through data and through views, before and after', () => {
    const x = make();
    const view = x.reshape(-1).slice(0, 1, 2);
    x.data[1] = 7;
    expect(view.item()).toBe(7);
    view.data[0] = 8;
    expect(x.data[1]).toBe(8);
    expect(x.data).toBe(x.data);
  });
});

it('an inverse that is looked at is one still, and one that is written to is none', () => {
  const X = linalg.inv(A());
  expect(inverseSource(X)?.toArray()).toEqual(A().toArray());
  const { data } = X;
  expect(inverseSource(X)?.toArray()).toEqual(A().toArray());
  data[3] = 1;
  expect(inverseSource(X)).toBeUndefined();
});

it('results go into each other, whatever they are parts of', () => {
  const [B, C] = [A().matmul(eye(4)), A().matmul(eye(4))];
  const wanted = linalg.inv(A()).toArray();
  expect(linalg.inv(B, { out: C })).toBe(C);
  expect(C.toArray()).toEqual(wanted);
  expect(B.toArray()).toEqual(A().toArray());
  linalg.inv(B, { out: B });
  expect(B.toArray()).toEqual(wanted);
});

it('arrays that overlap are told from those that only share a buffer', () => {
  const buffer = new Float64Array(40);
  buffer.set(A().data, 0);
  const source = fromData(buffer.subarray(0, 16), [4, 4]);
  const wanted = linalg.inv(A()).toArray();
  const apart = fromData(buffer.subarray(16, 32), [4, 4]);
  expect(linalg.inv(source, { out: apart }).toArray()).toEqual(wanted);
  const over = fromData(buffer.subarray(4, 20), [4, 4]);
  expect(linalg.inv(source, { out: over }).toArray()).toEqual(wanted);
});

it('an info is its caller’s own', () => {
  const { info } = linalg.invEx(A());
  info.data[0] = 5;
  expect(linalg.invEx(A()).info.item()).toBe(0);
  const solved = linalg.solveEx(A(), eye(4));
  solved.info.data[0] = 5;
  expect(linalg.solveEx(A(), eye(4)).info.item()).toBe(0);
});
