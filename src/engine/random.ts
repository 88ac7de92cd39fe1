/** Seeded random numbers: xoroshiro128+ from `pure-rand`, normal deviates by Box and Muller (1958). */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

let generator = xoroshiro128plus(Date.now() ^ (Math.random() * 2 ** 32));

/** Starts the sequence of `rand` and `randn` anew: the same seed, the same numbers. */
export function manualSeed(seed: number): void {
  generator = xoroshiro128plus(seed);
}

/** A number from [0, 1). */
export function uniform(): number {
  return uniformFloat64(generator);
}

/** A number from the normal distribution of mean 0 and variance 1. */
export function normal(): number {
  const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
  return radius * Math.cos(2 * Math.PI * uniform());
}
