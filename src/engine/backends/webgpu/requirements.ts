/**
 * The needs of an operation, found from its numbers alone: whoever has an adapter asks before it
 * runs anything for another thread. One entry for each operation of `local/operations.ts`.
 *
 * Numbers are words, below 2³², and there are at most four factors in a product: what doubles round here is far
 * beyond any buffer, and is refused.
 */
import type { Handle, Operation } from '../../core/gpu/gpu.js';

/** The needs of one run. */
interface INeeds {
  /** Words of each buffer. */
  words: readonly number[];
  /** Multiplications, or entries that are looked at. */
  work: number;
  /** Steps that a thread takes one after the other, where that is not little. */
  steps?: number;
}

interface IRule {
  /** How many buffers there are, and how many of them, the first ones, are written. */
  handles: number;
  writes: number;
  /** undefined where the numbers are none of this operation. */
  needs(numbers: readonly number[]): INeeds | undefined;
}

/**
 * The most multiplications of one run: a product of 16384 by 16384, which a GPU has done in seconds. It cannot
 * be stopped before, and other pages wait for it.
 */
const MOST_WORK = 2 ** 42;
/** Steps of one thread, which take seconds too. */
const MOST_STEPS = 2 ** 26;
const MOST_SIZE = 2 ** 31;
/** Numbers before those of the dimensions of a view, and the most dimensions. */
const HEAD = 8;
const MOST_DIMENSIONS = 16;

const RULES: Readonly<Record<Operation, IRule>> = {
  copy: { handles: 2, writes: 1, needs: ofCopy },
  elementwise: { handles: 3, writes: 1, needs: ofElementwise },
  multiply: { handles: 3, writes: 1, needs: exactly(7, ofMultiply) },
  factor: { handles: 3, writes: 3, needs: exactly(4, ofFactor) },
  solve: { handles: 3, writes: 1, needs: exactly(7, ofSolve) },
  invert: { handles: 3, writes: 2, needs: exactly(3, ofInvert) },
  norm: { handles: 2, writes: 1, needs: exactly(6, ofNorm) },
  condition: { handles: 4, writes: 1, needs: exactly(1, ofCondition) },
  determinant: { handles: 5, writes: 3, needs: exactly(3, ofDeterminant) },
  heat: { handles: 2, writes: 1, needs: exactly(4, ofHeat) }
};

/** The buffers that an operation writes. */
export function writtenBy(operation: Operation, handles: readonly Handle[]): readonly Handle[] {
  return handles.slice(0, RULES[operation].writes);
}

/**
 * Why an operation must not be run; undefined where it may.
 *
 * @param sizes words of each buffer
 */
export function misfit(
  operation: Operation,
  handles: readonly Handle[],
  sizes: readonly number[],
  numbers: readonly number[]
): string | undefined {
  const rule = RULES[operation];
  if (handles.length !== rule.handles) {
    return `expected ${rule.handles} buffers, got ${handles.length}`;
  }
  const isShared = writtenBy(operation, handles).some(
    (handle, i) => handles.indexOf(handle) !== i || handles.lastIndexOf(handle) !== i
  );
  if (isShared) return 'expected a buffer of its own for each result, got one that is used twice';
  const needs = rule.needs(numbers);
  if (!needs) return `the numbers [${numbers}] are none of this operation`;
  const small = needs.words.findIndex((words, i) => !(words <= sizes[i]));
  if (small >= 0) {
    return `expected at least ${needs.words[small]} words in buffer ${small + 1}, got ${sizes[small]}`;
  }
  const isLong = !(needs.work <= MOST_WORK && (needs.steps ?? 0) <= MOST_STEPS);
  return isLong
    ? 'expected work of some seconds at most, got more; take smaller matrices or batches'
    : undefined;
}

/** For an operation with so many numbers. */
function exactly(count: number, needs: IRule['needs']): IRule['needs'] {
  return numbers => (numbers.length === count ? needs(numbers) : undefined);
}

/** Words of an entry; undefined for what does not say whether entries are complex. */
function componentsOf(complex: number): 1 | 2 | undefined {
  return complex === 0 ? 1 : complex === 1 ? 2 : undefined;
}

/** Whether none is zero. */
function arePositive(...sizes: number[]): boolean {
  return sizes.every(size => size > 0);
}

/** Entries that members of a batch reach to, `next` apart. */
function reach(count: number, next: number, size: number): number {
  return (count - 1) * next + size;
}

/** Entries that two strided views of one shape reach to; undefined where their dimensions are not that shape. */
function reachOfViews(
  count: number,
  starts: readonly [number, number],
  axes: readonly number[]
): [number, number] | undefined {
  if (axes.length > 3 * MOST_DIMENSIONS || axes.length % 3 !== 0) return undefined;
  let all = 1;
  const ends: [number, number] = [starts[0] + 1, starts[1] + 1];
  for (let at = 0; at < axes.length; at += 3) {
    const [size, strideA, strideB] = axes.slice(at, at + 3);
    all *= size;
    ends[0] += (size - 1) * strideA;
    ends[1] += (size - 1) * strideB;
  }
  return all === count && count > 0 ? ends : undefined;
}

function ofCopy(numbers: readonly number[]): INeeds | undefined {
  const [count, dimensions, from, to] = numbers;
  const axes = numbers.slice(HEAD);
  const ends = reachOfViews(count, [from, to], axes);
  if (!ends || axes.length !== 3 * dimensions) return undefined;
  return { words: [ends[1], ends[0]], work: count };
}

function ofElementwise([complex, ...numbers]: readonly number[]): INeeds | undefined {
  const [count, dimensions, kind, a, b] = numbers;
  const axes = numbers.slice(HEAD);
  const width = componentsOf(complex);
  const ends = reachOfViews(count, [a, b], axes);
  if (!width || !ends || axes.length !== 3 * dimensions || kind > 4) return undefined;
  return { words: [count * width, ends[0] * width, ends[1] * width], work: count };
}

function ofMultiply(numbers: readonly number[]): INeeds | undefined {
  const [complex, count, m, n, k, nextA, nextB] = numbers;
  const width = componentsOf(complex);
  if (!width || !arePositive(count, m, n)) return undefined;
  const entries = [count * m * n, reach(count, nextA, m * k), reach(count, nextB, k * n)];
  return { words: entries.map(size => size * width), work: count * m * n * (k + 1) * width ** 2 };
}

function ofFactor([complex, count, rows, columns]: readonly number[]): INeeds | undefined {
  const width = componentsOf(complex);
  if (!width || !arePositive(count, rows, columns)) return undefined;
  const each = Math.min(rows, columns);
  return {
    words: [count * rows * columns * width, count * each, count],
    work: count * rows * columns * each * width ** 2
  };
}

function ofSolve(numbers: readonly number[]): INeeds | undefined {
  const [complex, count, n, k, nextLu, nextPivots, transposed] = numbers;
  const width = componentsOf(complex);
  if (!width || transposed > 1 || !arePositive(count, n, k)) return undefined;
  const entries = [count * n * k, reach(count, nextLu, n * n)];
  return {
    words: [...entries.map(size => size * width), reach(count, nextPivots, n)],
    work: count * n * n * k * width ** 2
  };
}

function ofInvert([complex, count, n]: readonly number[]): INeeds | undefined {
  const width = componentsOf(complex);
  if (!width || !arePositive(count, n)) return undefined;
  const words = count * n * n * width;
  return { words: [words, count, words], work: words * n * width };
}

function ofNorm(numbers: readonly number[]): INeeds | undefined {
  const [complex, count, rows, columns, kind, smallest] = numbers;
  const width = componentsOf(complex);
  if (!width || kind > 2 || smallest > 1 || !arePositive(count)) return undefined;
  // Of no entries there may be ever so many rows: the kernel counts them in words, 256 at a time.
  if (Math.max(rows, columns) > MOST_SIZE) return undefined;
  const [outer, inner] = kind === 0 ? [columns, rows] : [rows, columns];
  // 256 threads a matrix. Those of no entries are gone through all the same.
  const steps = kind === 2 ? (rows * columns) / 256 : Math.ceil(outer / 256) * Math.max(inner, 1);
  return { words: [count, count * rows * columns * width], work: count * steps * 256, steps };
}

function ofCondition([count]: readonly number[]): INeeds | undefined {
  return arePositive(count) ? { words: [count, count, count, count], work: count } : undefined;
}

function ofDeterminant([complex, count, n]: readonly number[]): INeeds | undefined {
  const width = componentsOf(complex);
  if (!width || !arePositive(count)) return undefined;
  const results = [count * width, count * width, count];
  const words = [...results, count * n * n * width, count * n];
  return { words, work: count * n, steps: n };
}

function ofHeat([complex, n, block, cells]: readonly number[]): INeeds | undefined {
  const width = componentsOf(complex);
  // The last block begins within the matrix: sums of the kernel are words too.
  if (!width || !arePositive(n, block, cells) || block > n || (cells - 1) * block >= n) {
    return undefined;
  }
  return { words: [cells * cells, n * n * width], work: n * n, steps: block * block };
}
