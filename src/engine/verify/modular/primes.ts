/** Arithmetic modulo a prime below 2²⁶ in doubles: products and sums of up to seven of them are exact. */

/** Rounds to the nearest whole number by being added and taken away: 1.5 · 2⁵². */
const ROUND = 6755399441055744;

const LIMIT = 2 ** 26;
/** Numbers that are sieved at once; also the root of the limit, up to which there are divisors. */
const WINDOW = 2 ** 13;

const primes: number[] = [];
let divisors: number[] = [];
let bottom = LIMIT;

/** The primes below 2²⁶ (and above 2²⁵, of which there are almost two million), the largest first. */
export function primeAt(index: number): number {
  while (primes.length <= index) sieve();
  return primes[index];
}

/** Finds the primes of the next window below. */
function sieve(): void {
  if (divisors.length === 0) divisors = divisorsBelow(WINDOW);
  bottom -= WINDOW;
  const isComposite = new Uint8Array(WINDOW);
  for (const divisor of divisors) {
    for (let i = (divisor - (bottom % divisor)) % divisor; i < WINDOW; i += divisor) {
      isComposite[i] = 1;
    }
  }
  for (let i = WINDOW - 1; i >= 0; i--) if (!isComposite[i]) primes.push(bottom + i);
}

function divisorsBelow(limit: number): number[] {
  const isComposite = new Uint8Array(limit);
  const found: number[] = [];
  for (let i = 2; i < limit; i++) {
    if (isComposite[i]) continue;
    found.push(i);
    for (let j = i * i; j < limit; j += i) isComposite[j] = 1;
  }
  return found;
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
