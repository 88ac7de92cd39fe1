/** The text that is being typed or nudged in a cell: it is the field's until anybody else writes there. */
import type { MatrixModel } from '../matrix/index.js';

export class Draft {
  readonly #model: MatrixModel;
  /** The model's text of it; undefined while nothing is being typed. */
  #held?: string;
  #isWriting = false;

  constructor(model: MatrixModel) {
    this.#model = model;
  }

  /** Whether the field goes on with an edit. */
  get isOpen(): boolean {
    return this.#held !== undefined;
  }

  /** Goes on with an edit, or begins one: all of one cell are undone at once. */
  write(row: number, column: number, text: string): void {
    const merge = this.isOpen;
    this.#held = text;
    this.#isWriting = true;
    try {
      this.#model.write(row, column, [[text]], merge);
    } finally {
      this.#isWriting = false;
    }
    this.#held = this.#model.entries[row]?.[column];
  }

  close(): void {
    this.#held = undefined;
  }

  /** Whether another has written in its cell: what is typed is out of date then. */
  isOvertaken(row: number, column: number): boolean {
    return this.isOpen && !this.#isWriting && this.#model.entries[row]?.[column] !== this.#held;
  }
}
