/** Random numbers of any length, which depend on nothing that is tested. */

/** Numbers in [0, 1), the same for each seed (mulberry32). */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A whole number of at most so many bits. */
export function long(random: () => number, bits: number): bigint {
  let x = 0n;
  for (let have = 0; have < bits; have += 32)
    x = (x << 32n) + BigInt(Math.floor(random() * 2 ** 32));
  x = BigInt.asUintN(bits, x);
  return random() < 0.5 ? -x : x;
}
