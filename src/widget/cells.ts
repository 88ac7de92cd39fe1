/** A table of entries of which only what is seen is drawn, so that 200 × 200 scroll as 2 × 2 do. */
import { h } from '../draw/index.js';

/** Of a cell, in CSS pixels; `style/matrix.css` says the same. */
export const WIDTH = 90;
export const HEIGHT = 30;

/** Cells drawn beyond what is seen, in each direction. */
const MARGIN = 2;

export interface ICell {
  text: string;
  /** Classes besides its own. */
  states: readonly string[];
  title?: string;
}

export class CellTable {
  readonly element = h('div', 'cells');
  /** Everything in it is placed by row and column. */
  readonly canvas = h('div', 'cellsCanvas');
  readonly #cell: (row: number, column: number) => ICell;
  #rows = 0;
  #columns = 0;
  #frame = 0;
  readonly #drawn = h('div', 'cellsDrawn');

  constructor(cell: (row: number, column: number) => ICell) {
    this.#cell = cell;
    this.canvas.append(this.#drawn);
    this.element.append(this.canvas);
    this.element.addEventListener('scroll', () => {
      this.#frame ||= requestAnimationFrame(() => this.draw());
    });
  }

  resize(rows: number, columns: number): void {
    this.#rows = rows;
    this.#columns = columns;
    this.canvas.style.width = `${columns * WIDTH}px`;
    this.canvas.style.height = `${rows * HEIGHT}px`;
    this.draw();
  }

  draw(): void {
    this.#frame = 0;
    const { scrollTop, scrollLeft, clientHeight, clientWidth } = this.element;
    const rows = seen(scrollTop, clientHeight, HEIGHT, this.#rows);
    const columns = seen(scrollLeft, clientWidth, WIDTH, this.#columns);
    const cells: HTMLElement[] = [];
    for (let i = rows.from; i < rows.to; i++) {
      for (let j = columns.from; j < columns.to; j++) cells.push(this.#drawCell(i, j));
    }
    this.#drawn.replaceChildren(...cells);
  }

  #drawCell(row: number, column: number): HTMLElement {
    const { text, states, title } = this.#cell(row, column);
    const cell = h('div', 'cell', text);
    for (const state of states) cell.classList.add(`jp-mod-${state}`);
    if (title || text.length > 8) cell.title = title ?? text;
    place(cell, row, column);
    return cell;
  }

  /** Scrolls until a cell is seen. */
  reveal(row: number, column: number): void {
    const { element } = this;
    const within = (at: number, size: number, length: number, offset: number) =>
      Math.min(Math.max(offset, at + size - length), at);
    element.scrollTop = within(row * HEIGHT, HEIGHT, element.clientHeight, element.scrollTop);
    element.scrollLeft = within(column * WIDTH, WIDTH, element.clientWidth, element.scrollLeft);
  }

  /** The cell at a place of the screen. */
  at(x: number, y: number): { row: number; column: number } {
    const { left, top } = this.canvas.getBoundingClientRect();
    const within = (index: number, size: number) =>
      Math.max(0, Math.min(size - 1, Math.floor(index)));
    return {
      row: within((y - top) / HEIGHT, this.#rows),
      column: within((x - left) / WIDTH, this.#columns)
    };
  }
}

/** Puts an element on a cell. */
export function place(element: HTMLElement, row: number, column: number): void {
  element.style.transform = `translate(${column * WIDTH}px, ${row * HEIGHT}px)`;
}

function seen(offset: number, length: number, size: number, count: number) {
  // Before it is laid out nothing has a size: the first cells are drawn then.
  const from = Math.max(0, Math.floor(offset / size) - MARGIN);
  const to = Math.min(count, Math.ceil((offset + (length || 12 * size)) / size) + MARGIN);
  return { from, to };
}
