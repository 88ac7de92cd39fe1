/** The small square at a selection's corner: dragged down or to the right it repeats what is selected. */
import { h } from '../draw/index.js';
import type { CellTable } from './cells.js';

/** Rows and columns, the last included. */
export interface IBlock {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

export class FillHandle {
  readonly #element = h('div', 'fill');
  readonly #table: CellTable;
  readonly #onFill: (from: IBlock, to: IBlock) => void;
  #block: IBlock = { top: 0, left: 0, bottom: 0, right: 0 };
  /** The block that it would fill if it were let go. */
  #goal?: IBlock;

  /** @param onFill called with what is selected, and with the larger block that is to be filled with it */
  constructor(table: CellTable, onFill: (from: IBlock, to: IBlock) => void) {
    this.#table = table;
    this.#onFill = onFill;
    const element = this.#element;
    // By keyboard Ctrl+D and Ctrl+R do the same.
    element.setAttribute('aria-hidden', 'true');
    table.canvas.append(element);
    element.addEventListener('pointerdown', event => {
      element.setPointerCapture(event.pointerId);
      this.#goal = this.#block;
      event.preventDefault();
      event.stopPropagation();
    });
    element.addEventListener('pointermove', event => this.#drag(event));
    element.addEventListener('pointerup', () => this.#drop());
    element.addEventListener('pointercancel', () => {
      this.#goal = undefined;
      table.draw();
    });
  }

  /** Whether a cell would be filled if the square were let go. */
  covers(row: number, column: number): boolean {
    const goal = this.#goal;
    return (
      goal !== undefined &&
      row >= goal.top &&
      row <= goal.bottom &&
      column >= goal.left &&
      column <= goal.right
    );
  }

  /** Puts the square at the corner of a selection. */
  show(block: IBlock): void {
    this.#block = block;
    this.#table.place(this.#element, block.bottom, block.right);
  }

  #drag(event: PointerEvent): void {
    if (!this.#goal) return;
    event.stopPropagation();
    const { row, column } = this.#table.at(event.clientX, event.clientY);
    const { bottom, right } = this.#block;
    const [down, across] = [Math.max(0, row - bottom), Math.max(0, column - right)];
    // One way at a time, as in a spreadsheet.
    this.#goal =
      down >= across
        ? { ...this.#block, bottom: bottom + down }
        : { ...this.#block, right: right + across };
    this.#table.draw();
  }

  #drop(): void {
    const [from, to] = [this.#block, this.#goal];
    this.#goal = undefined;
    if (to && to !== from) this.#onFill(from, to);
    this.#table.draw();
  }
}

/** The entries of a block, as often as it fits into another. */
export function repeated(
  entries: readonly (readonly string[])[],
  from: IBlock,
  to: IBlock
): string[][] {
  const size = (first: number, last: number) => last - first + 1;
  const [height, width] = [size(from.top, from.bottom), size(from.left, from.right)];
  return Array.from({ length: size(to.top, to.bottom) }, (_, i) =>
    Array.from(
      { length: size(to.left, to.right) },
      (__, j) => entries[from.top + (i % height)][from.left + (j % width)]
    )
  );
}
