/** The origin of an inverse: one step back, and only as long as nothing was written to. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  conditioning,
  diag,
  eye,
  type FloatData,
  fromData,
  GpuTensor,
  linalg,
  manualSeed,
  rand,
  randn,
  ready,
  stack,
  type Tensor,
  tensor,
  zeros
} from '../../src/engine/index.js';
import { type IGpu, inverseSource, systemOf } from '../../src/engine/internal.js';

beforeAll(async () => {
  await ready();
});

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** How many of the tensors that `make` noted are alive once it has returned. */
async function survivors(make: (note: (tensor: Tensor) => void) => unknown): Promise<number> {
  const noted: WeakRef<Tensor | ArrayBufferLike>[] = [];
  const kept = make(tensor => noted.push(new WeakRef(tensor), new WeakRef(tensor.data.buffer)));
  // A WeakRef holds what it was made of until the job ends.
  for (let i = 0; i < 3; i++) {
    await new Promise(resolve => setTimeout(resolve));
    collect();
  }
  expect(kept).toBeDefined();
  return noted.filter(ref => ref.deref() !== undefined).length;
}

describe('memory', () => {
  it('is not held by a chain of inverses', async () => {
    const alive = await survivors(note => {
      let A = eye(3).mul(2);
      for (let i = 0; i < 500; i++) {
        note(A);
        A = linalg.inv(A);
      }
      return A;
    });
    // The buffer of the last source, and what the engine still has on its stack.
    expect(alive).toBeLessThan(10);
  });

  it('is not held by a chain of products with one inverse', async () => {
    const alive = await survivors(note => {
      const A = linalg.inv(eye(3).mul(2));
      let x = rand(3);
      for (let i = 0; i < 500; i++) {
        note(x);
        x = A.matmul(x);
      }
      return x;
    });
    expect(alive).toBeLessThan(10);
  });

  it('is not held by figures that were asked for', async () => {
    const alive = await survivors(note => {
      let A = eye(3).mul(2);
      for (let i = 0; i < 500; i++) {
        note(A);
        A = linalg.inv(A);
        expect(conditioning(A)?.kappa1).toBe(1);
      }
      return A;
    });
    expect(alive).toBeLessThan(10);
  });
});

describe('on the GPU', () => {
  const gpu = { create: () => ({}), free: () => undefined } as unknown as IGpu;
  const make = (n = 2) => new GpuTensor(gpu, [n, n], 'float32');

  it('a chain holds no memory either', async () => {
    const noted: WeakRef<GpuTensor>[] = [];
    const build = () => {
      let A = make();
      for (let i = 0; i < 500; i++) {
        noted.push(new WeakRef(A));
        A = make().rememberSource(A);
      }
      return A;
    };
    const kept = build();
    for (let i = 0; i < 3; i++) {
      await new Promise(resolve => setTimeout(resolve));
      collect();
    }
    expect(kept.inverseSource?.shape).toEqual([2, 2]);
    expect(noted.filter(ref => ref.deref() !== undefined).length).toBeLessThan(10);
  });

  it('the tie ends where the inverse is resized', () => {
    const X = make().rememberSource(make());
    expect(X.inverseSource).toBeDefined();
    expect(X.resize([3, 3]).inverseSource).toBeUndefined();
  });
});

const MATRIX = [
  [4, 1, 2],
  [1, 5, 3],
  [2, 0, 6]
];

/** A matrix and an array to write to it by. */
const WAYS: [string, () => { A: Tensor; data: () => FloatData }][] = [
  [
    'the array that data hands out later',
    () => {
      const A = tensor(MATRIX);
      return { A, data: () => A.data as FloatData };
    }
  ],
  [
    'the array that data handed out before',
    () => {
      const A = tensor(MATRIX);
      const data = A.data as FloatData;
      return { A, data: () => data };
    }
  ],
  [
    'the array behind fromData',
    () => {
      const data = Float64Array.from(MATRIX.flat());
      return { A: fromData(data, [3, 3]), data: () => data };
    }
  ],
  [
    'another array over the same buffer',
    () => {
      const data = Float64Array.from(MATRIX.flat());
      return { A: fromData(data, [3, 3]), data: () => new Float64Array(data.buffer) };
    }
  ],
  [
    'the array of a view',
    () => {
      const batch = tensor([MATRIX, MATRIX]);
      return { A: batch.select(0, 1), data: () => (batch.data as FloatData).subarray(9) };
    }
  ],
  [
    'the storage of a transposed view',
    () => {
      const A = tensor(MATRIX);
      return { A: A.mT, data: () => A.data as FloatData };
    }
  ],
  [
    'the storage of a slice',
    () => {
      const wide = stack([tensor(MATRIX), tensor(MATRIX)]).reshape(6, 3);
      return { A: wide.slice(0, 0, 6, 2), data: () => wide.data as FloatData };
    }
  ]
];

it('there are no figures of a member that is none', () => {
  const X = linalg.inv(randn(2, 3, 3));
  for (const member of [-1, 0.5, 2, Number.NaN]) expect(conditioning(X, member)).toBeUndefined();
  expect(conditioning(X, 1)).toBeDefined();
});

describe.each(WAYS)('the tie ends with a write to A by %s', (_, make) => {
  it('and not before', () => {
    const { A, data } = make();
    const X = linalg.inv(A);
    const array = data();
    expect(inverseSource(X)?.toArray()).toEqual(A.toArray());
    expect(conditioning(X)).toBeDefined();
    array[0] += 1;
    expect(inverseSource(X)).toBeUndefined();
    expect(conditioning(X)).toBeUndefined();
    // A matrix that has its bits again is the matrix again.
    array[0] -= 1;
    expect(inverseSource(X)?.toArray()).toEqual(A.toArray());
    expect(inverseSource(linalg.invEx(A).inverse)).toBeDefined();
  });

  it('each entry of it', () => {
    const { A, data } = make();
    const X = linalg.inv(A);
    const own = data();
    for (let i = 0; i < 3; i++) {
      const kept = own[i];
      own[i] = -own[i] || 7;
      expect(conditioning(X)).toBeUndefined();
      own[i] = kept;
    }
  });

  it('for what was solved by it, too', () => {
    const { A, data } = make();
    const x = linalg.inv(A).matmul(tensor([1, 2, 3]));
    expect(systemOf(x)?.A.toArray()).toEqual(A.toArray());
    data()[1] = 0.5;
    expect(systemOf(x)).toBeUndefined();
  });
});

describe('the tie ends with a write', () => {
  it('to the inverse, to b and to x', () => {
    const A = tensor(MATRIX);
    const [X, b] = [linalg.inv(A), tensor([1, 2, 3])];
    const x = X.matmul(b);
    const arrays = [X, b, x].map(({ data }) => data as FloatData);
    for (const array of arrays) {
      expect(systemOf(x)?.b.toArray()).toEqual([1, 2, 3]);
      const [kept] = array;
      array[0] = 9;
      expect(systemOf(x)).toBeUndefined();
      array[0] = kept;
    }
    (X.data as FloatData)[4] = 0;
    expect(inverseSource(X)).toBeUndefined();
  });

  it('through out, of the inverse, of its views and of a resized one', () => {
    const A = tensor(MATRIX);
    const [X, Y, Z] = [1, 2, 3].map(() => linalg.inv(A));
    linalg.inv(eye(3), { out: X });
    expect(inverseSource(X)?.toArray()).toEqual(eye(3).toArray());
    Y.select(0, 0).write(new Float64Array(3));
    expect(inverseSource(Y)).toBeUndefined();
    Z.resize([1]);
    expect(inverseSource(Z)).toBeUndefined();
    linalg.inv(eye(3), { out: A });
    expect(inverseSource(linalg.inv(A))).toBeDefined();
    const W = linalg.inv(A);
    A.write(Float64Array.from(MATRIX.flat()));
    expect(inverseSource(W)).toBeUndefined();
  });

  it('of a sign of zero or the payload of a NaN', () => {
    const data = Float64Array.from([1, 0, 0, 1]);
    const X = linalg.inv(fromData(data, [2, 2]));
    data[1] = -0;
    expect(inverseSource(X)).toBeUndefined();
    data[1] = Number.NaN;
    const Y = linalg.invEx(fromData(data, [2, 2])).inverse;
    expect(inverseSource(Y)).toBeDefined();
    new Uint32Array(data.buffer)[2] = 12345;
    expect(inverseSource(Y)).toBeUndefined();
  });

  it('by giving the buffer away', () => {
    const data = Float64Array.from([1, 0, 0, 1]);
    const X = linalg.inv(fromData(data, [2, 2]));
    structuredClone(data, { transfer: [data.buffer] });
    expect(inverseSource(X)).toBeUndefined();
    const Y = linalg.inv(eye(2));
    const array = Y.data;
    structuredClone(array, { transfer: [array.buffer as ArrayBuffer] });
    expect(inverseSource(Y)).toBeUndefined();
  });

  it('of any part, in any dtype and size', () => {
    manualSeed(13);
    for (const dtype of ['float32', 'float64', 'complex64', 'complex128'] as const) {
      for (const n of [1, 2, 5, 9, 17]) {
        const A = randn(n, n, { dtype }).add(diag(randn(n, { dtype })));
        const X = linalg.inv(A);
        for (const array of [A.data, X.data] as FloatData[]) {
          const at = Math.floor(rand(1).item() * array.length);
          const kept = array[at];
          array[at] = -kept;
          expect(conditioning(X)).toBeUndefined();
          array[at] = kept;
          // All signs at once: sums of bits would not see it.
          array.forEach((value, i) => {
            array[i] = -value;
          });
          expect(conditioning(X)).toBeUndefined();
          array.forEach((value, i) => {
            array[i] = -value;
          });
          array.subarray(0).reverse();
          if (array.length > 1) expect(conditioning(X)).toBeUndefined();
          array.subarray(0).reverse();
          expect(conditioning(X)).toBeDefined();
        }
      }
    }
  });
});

describe('figures', () => {
  it('that were asked for stay those of what was inverted', () => {
    const A = tensor(MATRIX);
    const X = linalg.inv(A);
    const wanted = conditioning(linalg.inv(tensor(MATRIX)))?.kappa2;
    const figures = conditioning(X);
    (A.data as FloatData).fill(0);
    (X.data as FloatData).fill(0);
    expect(figures?.kappa2).toBe(wanted);
    expect(figures?.residual).toBeLessThan(1e-14);
    expect(figures?.source.toArray()).toEqual(MATRIX);
  });

  it('are of each member of a batch, whose others may be written to', () => {
    const batch = stack(Array.from({ length: 40 }, (_, k) => diag(tensor([1, 2 + k, 3]))));
    const X = linalg.inv(batch);
    expect(conditioning(X, 7)?.kappa1).toBe(9);
    expect(conditioning(X, 39)?.kappa1).toBe(41);
    // One that was taken out is a matrix of its own.
    const own = linalg.inv(batch.select(0, 2));
    (batch.data as FloatData)[9 * 39] = 5;
    expect(inverseSource(own)?.toArray()).toEqual(batch.select(0, 2).toArray());
    expect(conditioning(X, 7)).toBeUndefined();
    (batch.data as FloatData)[9 * 2] = 5;
    expect(inverseSource(own)).toBeUndefined();
  });

  it('of an empty matrix are there', () => {
    expect(conditioning(linalg.inv(zeros(0, 0)))?.kappa1).toBe(0);
  });
});

/** A storage, some views of it, and what the model knows of each inverse. */
describe('any order of inverses, views and writes', () => {
  const pick = (count: number) => Math.floor(rand(1).item() * count);
  const bits = (tensor: Tensor) => {
    const copy = tensor.clone().data;
    return Array.from(new Uint32Array(copy.buffer));
  };

  it.each(Array.from({ length: 40 }, (_, seed) => seed))('seed %i', seed => {
    manualSeed(seed);
    const dtype = (['float32', 'float64', 'complex64', 'complex128'] as const)[pick(4)];
    const made = randn(3, 4, 4, { dtype });
    const base = pick(2) ? made : fromData(made.data.slice(), [3, 4, 4], dtype);
    const views: Tensor[] = [
      base,
      base.mT,
      base.select(0, 1),
      base.slice(0, 1, 3),
      base.select(0, 2).T
    ];
    const known: { X: Tensor; A: Tensor; was: number[][]; touched: boolean }[] = [];
    const arrays: FloatData[] = [];
    for (let step = 0; step < 60; step++) {
      const action = pick(6);
      const A = views[pick(views.length)];
      if (action === 0 || known.length === 0) {
        const X = linalg.inv(A);
        known.push({ X, A, was: [bits(A), bits(X)], touched: false });
      } else if (action === 1) {
        arrays.push((pick(2) ? A : known[pick(known.length)].X).data as FloatData);
      } else if (action === 2 && arrays.length > 0) {
        const array = arrays[pick(arrays.length)];
        const at = pick(array.length);
        array[at] = pick(2) ? -array[at] : array[at] + 1;
        for (const item of known) item.touched = true;
      } else if (action === 3 && pick(3) === 0) {
        const target = pick(2) ? views[2] : known[pick(known.length)].X;
        target.write(target.mT.clone().data);
        for (const item of known) item.touched = true;
      } else {
        const { X, A: own, was, touched } = known[pick(known.length)];
        const source = inverseSource(X);
        const same = JSON.stringify([bits(own), bits(X)]) === JSON.stringify(was);
        if (!same) expect(source).toBeUndefined();
        if (!touched) expect(source).toBeDefined();
        if (source) expect([bits(source), bits(X)]).toEqual(was);
      }
    }
  });
});
