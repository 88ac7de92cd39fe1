/** Matrices that are hard to invert, by seed: each family is a way to go wrong. */
import {
  type FloatDType,
  fromData,
  manualSeed,
  rand,
  randn,
  type Tensor
} from '../../src/engine/index.js';

type Entries = (i: number, j: number) => number;

/** Whole numbers below `count`, from the seeded generator. */
function below(count: number): number {
  return Math.floor(rand(1, { dtype: 'float64' }).item() * count);
}

function normals(count: number): Float64Array {
  return randn(count, { dtype: 'float64' }).data as Float64Array;
}

/** Powers of two, up to 2^±spread. */
function powers(count: number, spread: number): number[] {
  return Array.from({ length: count }, () => 2 ** (below(2 * spread + 1) - spread));
}

interface IScope {
  n: number;
  /** How far exponents may go: 1000 or 120. */
  range: number;
  /** Random numbers, n by n. */
  r: Float64Array;
}

/** A rank n − 1 matrix, as rounded, and noise. */
function almostDependent({ n, r }: IScope): Entries {
  const noise = 10 ** -below(18);
  const weights = normals(n);
  return (i, j) => {
    if (i < n - 1) return r[i * n + j];
    let sum = noise * r[i * n + j];
    for (let k = 0; k < n - 1; k++) sum += weights[k] * r[k * n + j];
    return sum;
  };
}

/** The families, by name. */
export const FAMILIES: Readonly<Record<string, (scope: IScope) => Entries>> = {
  random:
    ({ n, r }) =>
    (i, j) =>
      r[i * n + j],
  graded: ({ n, r, range }) => {
    const [rows, columns] = [powers(n, range >> 2), powers(n, range >> 2)];
    return (i, j) => r[i * n + j] * rows[i] * columns[j];
  },
  spread: ({ n, r, range }) => {
    const sizes = powers(n * n, below(range >> 1));
    return (i, j) => r[i * n + j] * sizes[i * n + j];
  },
  growth: ({ n, r }) => {
    const noise = 10 ** -below(17);
    const base: Entries = (i, j) => (i === j ? 1 : j === n - 1 ? 0.7 : i > j ? -0.9 : 0);
    return (i, j) => base(i, j) + noise * r[i * n + j];
  },
  hilbert: () => {
    const shift = 1 + below(9);
    return (i, j) => 1 / (i + j + shift);
  },
  dependent: almostDependent,
  integers: ({ n, r }) => {
    const scale = 1 + below(6);
    return (i, j) => Math.round(scale * r[i * n + j]);
  },
  singular: ({ n, r }) => {
    // The last row is the sum of two others, or twice one, or the only one.
    const entry: Entries = (i, j) => Math.round(4 * r[i * n + j]);
    return (i, j) => (i < n - 1 || n < 2 ? entry(i, j) : entry(0, j) + entry(n - 2, j));
  },
  kahan: ({ n, r }) => {
    const angle = 0.1 + 1.4 * Math.abs(Math.sin(r[0]));
    const [s, c] = [Math.sin(angle), Math.cos(angle)];
    return (i, j) => (i > j ? 0 : s ** i * (i === j ? 1 : -c)) + (n > 3 ? 0 : 1e-17 * r[j]);
  },
  large: ({ n, r, range }) => {
    const size = 2 ** (range - 4 + below(range === 1000 ? 24 : 8));
    return (i, j) => r[i * n + j] * size;
  },
  small: ({ n, r, range }) => {
    const size = 2 ** -(range - 10 + below(range === 1000 ? 80 : 34));
    return (i, j) => r[i * n + j] * size;
  },
  neighbours: ({ r }) => {
    // Entries that are one apart in their last places: 1, 1 + ε, …
    return (i, j) => 1 + Math.round(4 * r[i + j]) * 2 ** -(below(2) ? 52 : 23);
  },
  sparse: ({ n, r, range }) => {
    const sizes = powers(n, below(range >> 2));
    return (i, j) => (i === (j + 1) % n ? sizes[i] : below(3) ? 0 : r[i * n + j]);
  }
};

const NAMES = Object.keys(FAMILIES);

/** The matrix of a seed. */
export function hardMatrix(seed: number, n: number, dtype: FloatDType): Tensor {
  manualSeed(seed);
  const complex = dtype.startsWith('complex');
  const range = dtype === 'float32' || dtype === 'complex64' ? 120 : 1000;
  const family = FAMILIES[NAMES[seed % NAMES.length]];
  const parts = (complex ? [0, 1] : [0]).map(() => family({ n, range, r: normals(n * n + 1) }));
  const width = parts.length;
  const wide = new Float64Array(n * n * width);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      parts.forEach((entry, part) => {
        wide[(i * n + j) * width + part] = entry(i, j);
      });
    }
  }
  const single = range === 120;
  return fromData(single ? Float32Array.from(wide) : wide, [n, n], dtype);
}

export const familyOf = (seed: number) => NAMES[seed % NAMES.length];
