/** How a tensor was computed, as far as it is remembered: the elements that took part, by reference. */
import type { Snapshot } from './storage.js';

/** X is the inverse of A. */
export class InverseOrigin {
  constructor(
    readonly X: Snapshot,
    readonly A: Snapshot
  ) {}

  /** Whether neither was written to since. */
  get lasts(): boolean {
    return this.X.lasts && this.A.lasts;
  }
}

/** x is X·b, where X is the inverse of A: it solves A x = b. */
export class ProductOrigin {
  constructor(
    readonly inverse: InverseOrigin,
    readonly b: Snapshot,
    readonly x: Snapshot
  ) {}

  /** Whether nothing that took part was written to since. */
  get lasts(): boolean {
    return this.inverse.lasts && this.b.lasts && this.x.lasts;
  }
}

export type Origin = InverseOrigin | ProductOrigin;
