/** Matrices that everyone knows, some with their inverses, and the types of LAPACK's test suite. */
import {
  type Complex,
  complex,
  epsilon,
  type FloatDType,
  fromData,
  randn,
  type Scalar,
  type Tensor,
  tensor
} from '../../src/engine/index.js';

function build(n: number, entry: (i: number, j: number) => Scalar): Tensor {
  return tensor(
    Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => entry(i, j)))
  );
}

/** h_ij = 1 / (i + j − 1), counted from 1. */
export function hilbert(n: number): Tensor {
  return build(n, (i, j) => 1 / (i + j + 1));
}

function binomial(n: number, k: number): number {
  let value = 1;
  for (let i = 1; i <= k; i++) value = (value * (n - k + i)) / i;
  return Math.round(value);
}

/** The inverse of the Hilbert matrix, whose entries are integers; exact in doubles up to n = 12. */
export function hilbertInverse(n: number): Tensor {
  return build(n, (i, j) => {
    const sign = (i + j) % 2 === 0 ? 1 : -1;
    const a = binomial(n + i, n - j - 1) * binomial(n + j, n - i - 1);
    return sign * (i + j + 1) * a * binomial(i + j, i) ** 2;
  });
}

/** A matrix, its inverse, and how exactly its entries are what they stand for. */
export interface IKnown {
  name: string;
  A: Tensor;
  inverse: Tensor;
}

/** Matrices whose inverses are known, at size n. */
export function knownInverses(n: number): IKnown[] {
  const tridiagonal = (diagonal: (i: number) => number, beside: (i: number) => number) =>
    build(n, (i, j) =>
      i === j ? diagonal(i) : Math.abs(i - j) === 1 ? beside(Math.min(i, j)) : 0
    );
  const last = n - 1;
  return [
    {
      name: 'minij',
      A: build(n, (i, j) => Math.min(i, j) + 1),
      inverse: tridiagonal(
        i => (i === last ? 1 : 2),
        () => -1
      )
    },
    {
      name: 'Lehmer',
      A: build(n, (i, j) => (Math.min(i, j) + 1) / (Math.max(i, j) + 1)),
      inverse: tridiagonal(
        i => (i === last ? n ** 2 / (2 * n - 1) : (4 * (i + 1) ** 3) / (4 * (i + 1) ** 2 - 1)),
        i => -((i + 1) * (i + 2)) / (2 * i + 3)
      )
    },
    {
      name: 'lower triangle of ones',
      A: build(n, (i, j) => (i >= j ? 1 : 0)),
      inverse: build(n, (i, j) => (i === j ? 1 : i === j + 1 ? -1 : 0))
    },
    {
      name: 'permutation',
      A: build(n, (i, j) => (j === (i * 7 + 3) % n ? 1 : 0)),
      inverse: build(n, (i, j) => (i === (j * 7 + 3) % n ? 1 : 0))
    },
    {
      name: 'DFT',
      A: build(n, (i, j) => root(n, i * j)),
      inverse: build(n, (i, j) => {
        const { re, im } = root(n, -i * j);
        return complex(re / n, im / n);
      })
    }
  ].filter(({ name }) => name !== 'permutation' || n % 7 !== 0);
}

function root(n: number, power: number): Complex {
  const angle = (-2 * Math.PI * (((power % n) + n) % n)) / n;
  return complex(Math.cos(angle), Math.sin(angle));
}

/** Small integer matrices with integer inverses. */
export function integerInverses(n: number): IKnown[] {
  return [
    {
      name: 'Pascal',
      A: build(n, (i, j) => binomial(i + j, i)),
      inverse: build(n, (i, j) => {
        let sum = 0;
        for (let k = Math.max(i, j); k < n; k++) sum += binomial(k, i) * binomial(k, j);
        return (i + j) % 2 === 0 ? sum : -sum;
      })
    },
    {
      name: 'lower Pascal',
      A: build(n, (i, j) => (i >= j ? binomial(i, j) : 0)),
      inverse: build(n, (i, j) => (i >= j ? binomial(i, j) * ((i + j) % 2 === 0 ? 1 : -1) : 0))
    }
  ];
}

/** Frank's matrix: determinant 1, ill-conditioned. */
export function frank(n: number): Tensor {
  return build(n, (i, j) => (j < i - 1 ? 0 : n - Math.max(i, j)));
}

/** Kahan's: upper triangular, ill-conditioned though no diagonal entry is small. */
export function kahan(n: number, theta = 1.2): Tensor {
  const [s, c] = [Math.sin(theta), Math.cos(theta)];
  return build(n, (i, j) => (i > j ? 0 : s ** i * (i === j ? 1 : -c)));
}

/** Wilkinson's: partial pivoting doubles the last column at every step. */
export function growth(n: number): Tensor {
  return build(n, (i, j) => (i === j || j === n - 1 ? 1 : i > j ? -1 : 0));
}

/** G(n): κ₂ near n, and pivots that grow until nothing is left of what was there, though none is large. */
export function lossyGrowth(n: number): Tensor {
  return build(n, (i, j) => (i === j ? 1 : j === n - 1 ? 0.7 : i > j ? -0.9 : 0));
}

/** The eleven types on which LAPACK tests xGETRF and xGETRI (LAPACK Working Note 41, table 5). */
export const LAPACK_TYPES = [
  'diagonal',
  'upper triangular',
  'lower triangular',
  'κ = 2',
  'first column zero',
  'last column zero',
  'last half of the columns zero',
  'κ = √(0.1/ε)',
  'κ = 0.1/ε',
  'near underflow',
  'near overflow'
] as const;
export type LapackType = (typeof LAPACK_TYPES)[number];

/** xLATB4's SMALL: a quarter of the smallest normal number over ε; LARGE is its inverse. */
const SMALL = { float32: 2 ** -104, float64: 2 ** -971 };

/** A random matrix of one of the types; and the position of its first zero pivot, or 0. */
export function lapackMatrix(
  type: LapackType,
  n: number,
  dtype: FloatDType
): { A: Tensor; info: number } {
  const wide = dtype.startsWith('complex') ? 'complex128' : 'float64';
  const eps = epsilon(dtype) / 2;
  const single = dtype === 'float32' || dtype === 'complex64';
  const small = SMALL[single ? 'float32' : 'float64'];
  const dense = (kappa: number, norm = 1) => withCondition(n, kappa, norm, wide).to(dtype);
  const half = Math.floor(n / 2);
  switch (type) {
    case 'diagonal':
      return { A: masked(dense(2), (i, j) => i === j), info: 0 };
    case 'upper triangular':
      return { A: masked(dense(2), (i, j) => i <= j), info: 0 };
    case 'lower triangular':
      return { A: masked(dense(2), (i, j) => i >= j), info: 0 };
    case 'first column zero':
      return { A: masked(dense(2), (_, j) => j !== 0), info: 1 };
    case 'last column zero':
      return { A: masked(dense(2), (_, j) => j !== n - 1), info: n };
    case 'last half of the columns zero':
      return { A: masked(dense(2), (_, j) => j < half), info: half + 1 };
    case 'κ = √(0.1/ε)':
      return { A: dense(Math.sqrt(0.1 / eps)), info: 0 };
    case 'κ = 0.1/ε':
      return { A: dense(0.1 / eps), info: 0 };
    case 'near underflow':
      return { A: dense(2, small), info: 0 };
    case 'near overflow':
      return { A: dense(2, 1 / small), info: 0 };
    default:
      return { A: dense(2), info: 0 };
  }
}

function masked(A: Tensor, keep: (i: number, j: number) => boolean): Tensor {
  const n = A.shape[0];
  const width = A.data.length / Math.max(n * n, 1);
  const data = A.data.slice();
  for (let i = 0, at = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const isKept = keep(i, j);
      for (let lane = 0; lane < width; lane++, at++) if (!isKept) data[at] = 0;
    }
  }
  return fromData(data, A.shape, A.dtype);
}

/** A dense matrix with singular values from `norm` down to `norm`/κ, geometrically. */
export function withCondition(n: number, kappa: number, norm: number, dtype: FloatDType): Tensor {
  const ratio = n > 1 ? kappa ** (-1 / (n - 1)) : 1;
  const width = dtype.startsWith('complex') ? 2 : 1;
  const a = new Float64Array(n * n * width);
  for (let i = 0; i < n; i++) a[i * (n + 1) * width] = norm * ratio ** i;
  if (n > 1) for (let k = 0; k < 4; k++) reflect(a, n, width, k % 2 === 1);
  return fromData(a, [n, n], dtype);
}

/** A := (I − 2vvᵀ)·A, or from the right, for a random unit vector v, up to phases. */
function reflect(a: Float64Array, n: number, width: number, right: boolean): void {
  const v = randn(n).data as Float64Array;
  const square = v.reduce((sum, x) => sum + x * x, 0);
  for (let lane = 0; lane < width; lane++) {
    for (let c = 0; c < n; c++) {
      const at = (i: number) => (right ? c * n + i : i * n + c) * width + lane;
      let dot = 0;
      for (let i = 0; i < n; i++) dot += v[i] * a[at(i)];
      for (let i = 0; i < n; i++) a[at(i)] -= ((2 * dot) / square) * v[i];
    }
  }
  // A complex matrix gets phases, row by row or column by column.
  for (let i = 0; width === 2 && i < n; i++) {
    const angle = 7 * v[i];
    const [re, im] = [Math.cos(angle), Math.sin(angle)];
    for (let c = 0; c < n; c++) {
      const at = 2 * (right ? c * n + i : i * n + c);
      const [x, y] = [a[at], a[at + 1]];
      a[at] = x * re - y * im;
      a[at + 1] = x * im + y * re;
    }
  }
}
