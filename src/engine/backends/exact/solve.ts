/** Exact solutions of systems in whole numbers, prime by prime. */
import { Chinese } from './chinese.js';
import { gaussJordan } from './kernel.js';
import { primeAt } from './primes.js';
import { type Pieces, residuesOf } from './residues.js';

/** A matrix [B C] of whole numbers, B square. */
export interface ISystem {
  rows: number;
  columns: number;
  /** Row-major. */
  pieces: Pieces;
  /** log₂ of a bound on det B and all numbers that are asked for. */
  bits: number;
}

export interface ISolved {
  /** det B. */
  det: bigint;
  /** The columns of det B · [B⁻¹ B⁻¹C] that were asked for, row-major: minors of [B C]. Empty where det B is 0. */
  numbers: bigint[];
}

/** By this factor P has to be larger than the numbers. */
const SPARE = 2;

/**
 * Solves by as many primes as prove the result; det B = 0 is proven where more primes divide it than fit in it.
 *
 * @param first the first column that is asked for, of [B⁻¹ B⁻¹C]
 * @param last the column behind the last
 * @yields after each prime and each row of the result, so that whoever asks may stop
 */
export function* solveSteps(
  { rows, columns, pieces, bits }: ISystem,
  first: number,
  last: number
): Generator<void, ISolved> {
  const primes: number[] = [];
  const dets: number[] = [];
  const solutions: Float64Array[] = [];
  let [have, divided] = [0, 0];
  for (let index = 0; have <= bits + SPARE; index++) {
    const p = primeAt(index);
    const M = residuesOf(pieces, p);
    const det = gaussJordan(M, rows, columns, p);
    if (det !== 0) {
      primes.push(p);
      dets.push(det);
      solutions.push(M);
      have += Math.log2(p);
    } else {
      divided += Math.log2(p);
      if (divided > bits + SPARE && primes.length === 0) return { det: 0n, numbers: [] };
    }
    yield;
  }
  const chinese = new Chinese(primes, dets);
  const numbers: bigint[] = [];
  for (let i = 0; i < rows; i++) {
    for (let j = first; j < last; j++) numbers.push(chinese.number(solutions, i * columns + j));
    yield;
  }
  const ones = primes.map(() => 1);
  const det = new Chinese(primes, ones).number(
    dets.map(residue => Float64Array.of(residue)),
    0
  );
  return { det, numbers };
}

/**
 * The result of a computation that may be stopped between its steps.
 * @returns undefined where it was
 */
export function finish<T>(steps: Generator<void, T>, isStopped?: () => boolean): T | undefined {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    if (isStopped?.()) return undefined;
  }
}
