/**
 * Seeded random numbers: xoroshiro128+ of `pure-rand`, normal deviates by Box and Muller (1958).
 *
 * Source of the seeding: Blackman and Vigna, "Scrambled linear pseudorandom number generators" (2021), who
 * fill the state by splitmix64 (Steele, Lea and Flood 2014): without it neighbouring seeds start alike.
 */
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import { RuntimeError } from './errors.js';

const GOLDEN = 0x9e3779b97f4a7c15n;
const LEAST = -(2n ** 63n);
const MOST = 2n ** 64n - 1n;

let generator = generatorOf(
  BigInt(Date.now()) * 2n ** 22n + BigInt(Math.floor(Math.random() * 2 ** 22))
);

/**
 * Starts the sequence of `rand` and `randn` anew: the same seed, the same numbers. Source: `torch.manual_seed`,
 * whose numbers are others.
 *
 * @param seed an integer from −2⁶³ to 2⁶⁴ − 1, as a number (a fraction is cut off) or a bigint; a negative one
 *   stands for itself plus 2⁶⁴. Beyond 2⁵³ only bigints tell neighbours apart.
 * @throws RuntimeError (torch: ValueError) `Overflow when unpacking long long` outside that range, or where the
 *   seed is no number
 */
export function manualSeed(seed: number | bigint): void {
  generator = generatorOf(checkSeed(seed));
}

function checkSeed(seed: unknown): bigint {
  if (typeof seed !== 'bigint' && !Number.isFinite(seed)) {
    throw invalid(`manualSeed: expected an integer as the seed, got ${String(seed)}`);
  }
  const whole = typeof seed === 'bigint' ? seed : BigInt(Math.trunc(seed as number));
  if (whole >= LEAST && whole <= MOST) return whole;
  throw invalid('Overflow when unpacking long long');
}

function invalid(message: string): RuntimeError {
  return new RuntimeError(message, { op: 'manualSeed', code: 'invalid-argument' });
}

function generatorOf(seed: bigint) {
  const [first, second] = [splitmix(seed + GOLDEN), splitmix(seed + 2n * GOLDEN)];
  const halves = [first >> 32n, first, second >> 32n, second];
  return xoroshiro128plusFromState(halves.map(half => Number(BigInt.asIntN(32, half))));
}

/** The mixing step of splitmix64, a bijection: no two seeds share a state. */
function splitmix(state: bigint): bigint {
  let z = BigInt.asUintN(64, state);
  z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
  z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
  return z ^ (z >> 31n);
}

/**
 * A number from [0, 1): a multiple of 2⁻⁵³, or of 2⁻²⁴ where `single`, so that rounding to float32 never gives 1.
 * The high bits of each draw are taken: the lowest are the weak ones of this generator.
 */
export function uniform(single = false): number {
  if (single) return (generator.next() >>> 8) * 2 ** -24;
  const high = generator.next() >>> 5;
  return (high * 2 ** 26 + (generator.next() >>> 6)) * 2 ** -53;
}

/** A number from the normal distribution of mean 0 and variance 1; at most 8.6 in size. */
export function normal(): number {
  const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
  return radius * Math.cos(2 * Math.PI * uniform());
}
