/** Whole numbers from their residues (the Chinese remainder theorem). */
import { inverseModulo, reduce } from './primes.js';

/** Numbers by their residues modulo some primes p₁, p₂, …, of the product P. */
export class Chinese {
  readonly #primes: readonly number[];
  readonly #reciprocals: readonly number[];
  /** The factors of the residues of each prime: (P / pᵢ)⁻¹ modulo pᵢ, and a factor. */
  readonly #factors: readonly number[];
  /** The products of two primes, of four, and so on, to P. */
  readonly #moduli: readonly bigint[][];

  /** @param scales of each prime the residue of what all numbers are to be multiplied by */
  constructor(primes: readonly number[], scales: readonly number[]) {
    this.#primes = primes;
    this.#reciprocals = primes.map(p => 1 / p);
    this.#factors = primes.map((p, i) => {
      const others = primes.reduce((a, q) => (q === p ? a : reduce(a * (q - p), p, 1 / p)), 1);
      return reduce(inverseModulo(others, p) * scales[i], p, 1 / p);
    });
    const moduli = [pairs(primes.map(BigInt), (a, b) => a * b)];
    while (moduli[0].length > 1) moduli.unshift(pairs(moduli[0], (a, b) => a * b));
    this.#moduli = moduli.reverse();
  }

  /**
   * One of the numbers: Σ cᵢ · P / pᵢ less the multiple of P that is next to it, without a division.
   *
   * @param residues of each prime those of all numbers; each number is below P / 4
   */
  number(residues: readonly Float64Array[], index: number): bigint {
    const primes = this.#primes;
    const level: bigint[] = [];
    let share = 0;
    for (let i = 0; i < primes.length; i += 2) {
      const c = this.#coefficient(residues, i, index);
      share += c * this.#reciprocals[i];
      if (i + 1 === primes.length) {
        level.push(BigInt(c));
        break;
      }
      const d = this.#coefficient(residues, i + 1, index);
      share += d * this.#reciprocals[i + 1];
      // Below 2⁵², and so exact.
      level.push(BigInt(c * primes[i + 1] + d * primes[i]));
    }
    const P = this.#moduli[this.#moduli.length - 1][0];
    return this.#join(level) - BigInt(Math.round(share)) * P;
  }

  #coefficient(residues: readonly Float64Array[], i: number, index: number): number {
    return reduce(residues[i][index] * this.#factors[i], this.#primes[i], this.#reciprocals[i]);
  }

  /** Σ cᵢ · P / pᵢ from the sums of pairs, in place. */
  #join(level: bigint[]): bigint {
    let count = level.length;
    for (let depth = 0; count > 1; depth++) {
      const moduli = this.#moduli[depth];
      for (let i = 0; i < count; i += 2) {
        level[i >> 1] =
          i + 1 < count ? level[i] * moduli[i + 1] + level[i + 1] * moduli[i] : level[i];
      }
      count = (count + 1) >> 1;
    }
    return level[0];
  }
}

function pairs<T>(values: readonly T[], join: (a: T, b: T) => T): T[] {
  const out: T[] = [];
  for (let i = 0; i < values.length; i += 2) {
    out.push(i + 1 < values.length ? join(values[i], values[i + 1]) : values[i]);
  }
  return out;
}
