import { describe, expect, it } from '@jest/globals';
import {
  arange,
  type Complex,
  complex,
  dist,
  eye,
  fromData,
  full,
  manualSeed,
  matmul,
  ones,
  randn,
  setDefaultDtype,
  stack,
  type Tensor,
  tensor,
  zeros
} from '../../src/engine/index.js';

describe('tensor', () => {
  it('reads nested arrays', () => {
    const A = tensor([
      [1, 2, 3],
      [4, 5, 6]
    ]);
    expect(A.shape).toEqual([2, 3]);
    expect(A.dtype).toBe('float64');
    expect(A.toArray()).toEqual([
      [1, 2, 3],
      [4, 5, 6]
    ]);
    expect(tensor(5).shape).toEqual([]);
    expect(tensor([]).shape).toEqual([0]);
    expect(tensor([[], []]).shape).toEqual([2, 0]);
  });

  it('infers the dtype', () => {
    expect(tensor([true, false]).dtype).toBe('bool');
    expect(tensor([1n, 2n]).dtype).toBe('int64');
    expect(tensor([1, { re: 0, im: 1 }]).dtype).toBe('complex128');
    expect(tensor([1, true]).dtype).toBe('float64');
    setDefaultDtype('float32');
    expect(tensor([1]).dtype).toBe('float32');
    expect(tensor([complex(1, 2)]).dtype).toBe('complex64');
    setDefaultDtype('float64');
  });

  it('takes what mathjs makes', () => {
    const matrix = { toArray: () => [[1, { re: 2, im: -1 }]] };
    expect(tensor(matrix).at<Complex>(0, 1)).toMatchObject({ re: 2, im: -1 });
  });

  it('rounds to float32', () => {
    expect(tensor([0.1], { dtype: 'float32' }).item()).toBe(Math.fround(0.1));
  });

  it('refuses ragged nests in torch’s words', () => {
    expect(() => tensor([[1, 2], [3]])).toThrow('expected sequence of length 2 at dim 1 (got 1)');
    expect(() => tensor([1, [2]] as never)).toThrow(/a sequence/);
  });

  it('refuses what is no number', () => {
    expect(() => tensor(['1'] as never)).toThrow('string 1');
    const own: unknown[] = [];
    own[0] = own;
    expect(() => tensor(own as never)).toThrow('at most 64 dimensions');
    expect(() => eye(2).add(own as never)).toThrow('does one hold itself?');
    expect(() => tensor([undefined] as never)).toThrow('undefined');
    expect(() => tensor([[1]], { dtype: 'float16' as never })).toThrow('expected a dtype');
    expect(() => tensor([complex(1, 1)], { dtype: 'float64' })).toThrow('imaginary');
  });
});

describe('makers', () => {
  it('take sizes as numbers or as a list, then options', () => {
    expect(zeros(2, 3).shape).toEqual([2, 3]);
    expect(ones([2, 3], { dtype: 'int32' }).dtype).toBe('int32');
    expect(zeros().shape).toEqual([]);
    expect(full([2], 7).toArray()).toEqual([7, 7]);
    expect(arange(3).toArray()).toEqual([0, 1, 2]);
    expect(arange(1, 2, 0.25).toArray()).toEqual([1, 1.25, 1.5, 1.75]);
  });

  it('make identities of any shape and dtype', () => {
    expect(eye(2, 3).toArray()).toEqual([
      [1, 0, 0],
      [0, 1, 0]
    ]);
    expect(eye(2, { dtype: 'complex64' }).at<Complex>(1, 1)).toMatchObject({ re: 1, im: 0 });
    expect(eye(1, { dtype: 'int64' }).toArray()).toEqual([[1n]]);
  });

  it('refuse bad sizes in torch’s words', () => {
    expect(() => randn(-1, 2)).toThrow(
      'Trying to create tensor with negative dimension -1: [-1, 2]'
    );
    expect(() => eye(-1)).toThrow('n must be greater or equal to 0, got -1');
    expect(() => eye(2.5)).toThrow('n must be an integer, got 2.5');
    expect(() => zeros(1.5)).toThrow('integer sizes');
    expect(() => zeros(2, { device: 'webgpu' })).toThrow('this host has no WebGPU');
    expect(() => zeros(2, { device: 'cuda' as never })).toThrow(
      "expected a device ('cpu', 'webgpu', 'kernel')"
    );
  });

  it('repeat what a seed began', () => {
    manualSeed(7);
    const first = randn(3, 3, { dtype: 'complex128' }).toArray();
    manualSeed(7);
    expect(randn(3, 3, { dtype: 'complex128' }).toArray()).toEqual(first);
  });

  it('draw from the normal distribution', () => {
    manualSeed(1);
    const x = randn(20_000).data as Float64Array;
    const mean = x.reduce((a, b) => a + b) / x.length;
    const variance = x.reduce((a, b) => a + (b - mean) ** 2, 0) / x.length;
    // Five standard errors: 1/√N of the mean, √(2/N) of the variance.
    expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(x.length));
    expect(Math.abs(variance - 1)).toBeLessThan(5 * Math.sqrt(2 / x.length));
  });

  it('look at typed arrays without copying', () => {
    const data = new Float64Array([1, 2, 3, 4]);
    const A = fromData(data, [2, 2]);
    data[0] = 9;
    expect(A.at(0, 0)).toBe(9);
    expect(fromData(data, [2], 'complex128').at<Complex>(1)).toMatchObject({ re: 3, im: 4 });
    expect(() => fromData(data, [3])).toThrow('expected 3 numbers for shape [3], got 4');
    expect(() => fromData(data, [4], 'float32')).toThrow('expected a Float32Array');
  });
});

describe('views', () => {
  const A = arange(24).reshape(2, 3, 4);

  it('share the storage', () => {
    expect(A.mT.shape).toEqual([2, 4, 3]);
    expect(A.T.shape).toEqual([4, 3, 2]);
    expect(A.mT.at(1, 3, 2)).toBe(A.at(1, 2, 3));
    expect(A.select(1, -1).toArray()).toEqual([
      [8, 9, 10, 11],
      [20, 21, 22, 23]
    ]);
    expect(A.slice(2, 1, 4, 2).toArray()).toEqual([
      [
        [1, 3],
        [5, 7],
        [9, 11]
      ],
      [
        [13, 15],
        [17, 19],
        [21, 23]
      ]
    ]);
    expect(A.at<Tensor>(1, 2).toArray()).toEqual([20, 21, 22, 23]);
    expect(A.mT.reshape(-1).at(1)).toBe(4);
    expect(Array.from(A.select(0, 1).mT.data as Float64Array).slice(0, 3)).toEqual([12, 16, 20]);
  });

  it('check their indices in torch’s words', () => {
    expect(() => A.select(0, 5)).toThrow(
      'select(): index 5 out of range for tensor of size [2, 3, 4] at dimension 0'
    );
    expect(() => A.at(5)).toThrow('index 5 is out of bounds for dimension 0 with size 2');
    expect(() => A.at(0, 0, 0, 0)).toThrow('too many indices for tensor of dimension 3');
    expect(() => A.reshape(5, 5)).toThrow("shape '[5, 5]' is invalid for input of size 24");
    expect(() => A.reshape(-1, -1)).toThrow('only one dimension can be inferred');
    expect(() => tensor([1]).mT).toThrow('Got 1-D tensor.');
    expect(() => A.item()).toThrow('a Tensor with 24 elements cannot be converted to Scalar');
  });

  it('are no numbers for operators, which would see NaN, but text', () => {
    const [A, z] = [eye(2), tensor(complex(1, 2))] as unknown as number[];
    expect(() => -A).toThrow('a tensor with 4 elements cannot be converted to a number');
    expect(() => A * 2).toThrow('write A.add(B)');
    expect(() => A > 1).toThrow('cannot be converted');
    expect(() => z < 1).toThrow('a complex128 number cannot be converted');
    expect(`A = ${A}`).toBe(`A = ${eye(2).toString()}`);
    // biome-ignore lint/style/useTemplate: it is the operator that is tested
    expect('A = ' + A).toBe(`A = ${eye(2).toString()}`);
    expect((tensor([5]) as unknown as number) * 2).toBe(10);
  });

  it('conjugate and convert', () => {
    const Z = tensor([[complex(1, 2), complex(3, 4)]]);
    expect(Z.H.toArray()).toMatchObject([[{ re: 1, im: -2 }], [{ re: 3, im: -4 }]]);
    expect(tensor([1.7]).to('int64').toArray()).toEqual([1n]);
    expect(tensor([0, 2]).to('bool').toArray()).toEqual([false, true]);
    expect(() => tensor([1]).to('webgpu')).toThrow("convert first, with A.to('float32')");
    expect(() => ones(1).to('float32').to('webgpu')).toThrow('this host has no WebGPU');
  });
});

describe('arithmetic', () => {
  it('broadcasts', () => {
    const A = tensor([
      [1, 2],
      [3, 4]
    ]);
    expect(A.add(tensor([10, 20])).toArray()).toEqual([
      [11, 22],
      [13, 24]
    ]);
    expect(A.sub(tensor([[1], [2]])).toArray()).toEqual([
      [0, 1],
      [1, 2]
    ]);
    expect(A.mul(2).toArray()).toEqual([
      [2, 4],
      [6, 8]
    ]);
    expect(A.div(0).at(0, 0)).toBe(Number.POSITIVE_INFINITY);
    expect(() => A.add(tensor([1, 2, 3]))).toThrow(
      'The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 1'
    );
  });

  it('promotes dtypes as torch does', () => {
    const real = tensor([1], { dtype: 'float64' });
    const single = tensor([complex(1, 1)], { dtype: 'complex64' });
    expect(real.add(single).dtype).toBe('complex128');
    expect(tensor([1], { dtype: 'float32' }).mul(0.1).dtype).toBe('float32');
    expect(
      tensor([1n])
        .div(tensor([2n]))
        .toArray()
    ).toEqual([0.5]);
  });

  it('divides complex numbers', () => {
    const q = tensor([complex(1, 2)]).div(complex(3, -4));
    expect(q.item().re).toBeCloseTo(-0.2, 15);
    expect(q.item().im).toBeCloseTo(0.4, 15);
  });

  it('measures distances', () => {
    const [A, B] = [ones(2, 2), zeros(2, 2)];
    expect([2, 1, 0, Infinity, -Infinity].map(p => dist(A, B, p).item())).toEqual([2, 4, 4, 1, 1]);
    const Z = tensor([[complex(3, 4)]]);
    expect(dist(Z, zeros(1, 1)).item()).toBe(5);
    expect(dist(Z, zeros(1, 1)).dtype).toBe('float64');
    expect(dist(full([4], 1e300), zeros(4)).item()).toBe(2e300);
    expect((dist(A, B) as never as number) < 3).toBe(true);
    expect(`${dist(A, B)}`).toBe('2');
    expect(() => dist(tensor([1n]), tensor([2n]))).toThrow('Got Long instead');
  });
});

describe('matmul', () => {
  it('multiplies matrices, vectors and batches', () => {
    const A = tensor([
      [1, 2],
      [3, 4]
    ]);
    expect(A.matmul(A).toArray()).toEqual([
      [7, 10],
      [15, 22]
    ]);
    expect(A.matmul(tensor([1, 1])).toArray()).toEqual([3, 7]);
    expect(tensor([1, 1]).matmul(A).toArray()).toEqual([4, 6]);
    expect(
      tensor([1, 2])
        .matmul(tensor([3, 4]))
        .item()
    ).toBe(11);
    expect(stack([A, A]).matmul(A.mT).shape).toEqual([2, 2, 2]);
    expect(zeros(2, 1, 3, 4).matmul(zeros(5, 4, 2)).shape).toEqual([2, 5, 3, 2]);
    expect(zeros(3, 0).matmul(zeros(0, 2)).toArray()).toEqual([
      [0, 0],
      [0, 0],
      [0, 0]
    ]);
  });

  it('multiplies complex matrices', () => {
    const i = tensor([[complex(0, 1)]]);
    expect(i.matmul(i).item()).toMatchObject({ re: -1, im: 0 });
  });

  it('refuses what does not fit', () => {
    expect(() => matmul(ones(2, 3), ones(2, 3))).toThrow(
      'mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)'
    );
    expect(() => matmul(ones(2, 2), ones(2, 2, { dtype: 'float32' }))).toThrow('same dtype');
    expect(() => matmul(tensor(1), ones(2))).toThrow('at least 1D, but they are 0D and 1D');
  });
});

describe('text', () => {
  it('prints as torch does', () => {
    expect(
      `${tensor([
        [1, -2.5],
        [1 / 3, 4]
      ])}`
    ).toBe('tensor([[ 1.0000, -2.5000],\n        [ 0.3333,  4.0000]], dtype=float64)');
    expect(String(zeros(0, 3))).toBe('tensor([], size=[0, 3], dtype=float64)');
    expect(zeros(100, 100).toString()).toContain('...');
  });
});
