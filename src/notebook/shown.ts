/** The names of outputs that can be updated, with the cells and the runs that showed them last. */
export class ShownNames {
  readonly #names = new Map<string, { cell: unknown; run: number }>();
  #run = 0;
  #isRunning = false;

  /** @param cell as the front end names it; undefined where it does not */
  begin(cell: unknown): void {
    this.#run++;
    this.#isRunning = true;
    this.forget(cell);
  }

  end(): void {
    this.#isRunning = false;
  }

  /**
   * Whether an output of this name is to be updated; else it is shown. The first of a run is shown, since no
   * kernel knows whether an older one is still there; front ends update those with it. An edit of a matrix
   * or a timer, between runs, updates them alone.
   */
  has(name: string, cell: unknown): boolean {
    const shown = this.#names.get(name);
    const isThere = shown !== undefined && (shown.run === this.#run || !this.#isRunning);
    if (!isThere) this.#names.set(name, { cell, run: this.#run });
    return isThere;
  }

  /** Forgets the names of the cell at hand: its outputs are gone, and it shows them anew. */
  forget(here: unknown): void {
    for (const [name, { cell, run }] of this.#names) {
      if (run === this.#run || (here !== undefined && cell === here)) this.#names.delete(name);
    }
  }
}
