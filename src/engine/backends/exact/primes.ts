/** Arithmetic modulo a prime below 2²⁶ in doubles: products and sums of up to seven of them are exact. */

/** Rounds to the nearest whole number by being added and taken away: 1.5 · 2⁵². */
const ROUND = 6755399441055744;

const LIMIT = 2 ** 26;
const primes: number[] = [];

/** The primes below 2²⁶ (and above 2²⁵, of which there are almost two million), the largest first. */
export function primeAt(index: number): number {
  while (primes.length <= index) {
    let next = (primes.at(-1) ?? LIMIT + 1) - 2;
    while (!isPrime(next)) next -= 2;
    primes.push(next);
  }
  return primes[index];
}

const DIVISORS = [3, 5, 7, 11, 13, 17, 19, 23, 29, 31];
const BASES = [2, 3, 5, 7];

/**
 * Miller and Rabin's test of a large odd number. By these bases it is a proof below 3,215,031,751.
 * Source: G. Jaeschke, On strong pseudoprimes to several bases, Math. Comp. 61 (1993).
 */
function isPrime(value: number): boolean {
  if (DIVISORS.some(divisor => value % divisor === 0)) return false;
  const reciprocal = 1 / value;
  const square = (x: number) => reduce(x * x, value, reciprocal);
  let odd = value - 1;
  while (odd % 2 === 0) odd /= 2;
  const bits = odd.toString(2);
  return BASES.every(base => {
    let x = 1;
    for (const bit of bits)
      x = bit === '1' ? reduce(square(x) * base, value, reciprocal) : square(x);
    if (x === 1) return true;
    for (let power = odd; power < value - 1; power *= 2) {
      if (x === -1) return true;
      x = square(x);
    }
    return false;
  });
}

/**
 * The residue of x that is nearest to zero: at most p / 2 (and the last bit of a quotient more) from it, and 0
 * of every multiple of p.
 *
 * @param x a whole number below 2⁵³
 * @param reciprocal 1 / p
 */
export function reduce(x: number, p: number, reciprocal: number): number {
  return x - (x * reciprocal + ROUND - ROUND) * p;
}

/** The reciprocal modulo p of a residue that is not zero, by Euclid's algorithm. */
export function inverseModulo(residue: number, p: number): number {
  let a = p;
  let b = residue < 0 ? residue + p : residue;
  let s = 0;
  let t = 1;
  while (b > 1) {
    const quotient = Math.floor(a / b);
    const rest = a - quotient * b;
    const next = s - quotient * t;
    a = b;
    b = rest;
    s = t;
    t = next;
  }
  return reduce(t, p, 1 / p);
}
