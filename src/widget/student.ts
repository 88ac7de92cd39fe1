/** Elimination by one's own hand: one chooses the row operations, and exact arithmetic carries them out. */
import type Fraction from 'fraction.js';
import { button, guardKeys, h, type IDrawHost } from '../draw/index.js';
import { applyOperation, eliminate, fromWritten, type RowOperation } from '../exact/index.js';
import {
  augmentedToLatex,
  fractionToLatex,
  type ISavedOperation,
  type IStepsView,
  operationName
} from '../latex/index.js';

type Rows = readonly Fraction[][];

const KINDS = {
  add: 'Add a multiple of a row',
  scale: 'Multiply a row',
  swap: 'Swap two rows'
} as const;

type Kind = keyof typeof KINDS;

export class Student {
  readonly element = h('section', 'student');
  readonly #view: IStepsView;
  readonly #host: IDrawHost;
  readonly #onChange: (operations: ISavedOperation[]) => void;
  /** The rows at the start and after each operation. */
  readonly #states: Rows[];
  readonly #done: RowOperation[] = [];
  readonly #matrix = h('div', 'stepMatrix');
  readonly #list = h('ol', 'studentList');
  readonly #said = h('p', 'outcome');
  readonly #kind = select('Operation', Object.values(KINDS));
  readonly #row: HTMLSelectElement;
  readonly #other: HTMLSelectElement;
  readonly #factor = h('input', 'factor');
  readonly #undo = button('Undo', () => this.#takeBack());

  /** @param operations what was done before, as it was saved */
  constructor(
    view: IStepsView,
    host: IDrawHost,
    operations: readonly ISavedOperation[],
    onChange: (operations: ISavedOperation[]) => void
  ) {
    this.#view = view;
    this.#host = host;
    this.#onChange = onChange;
    this.#states = [view.exact.map(row => row.map(fromWritten))];
    const names = view.exact.map((_, i) => `R${subscript(i + 1)}`);
    this.#row = select('Row', names);
    this.#other = select('Other row', names);
    this.#other.selectedIndex = Math.min(1, names.length - 1);
    this.#factor.value = '1';
    this.#factor.setAttribute('aria-label', 'Factor');
    this.#factor.addEventListener('keydown', event => {
      if (event.key === 'Enter') this.#apply();
    });
    this.#said.setAttribute('role', 'status');
    this.#kind.addEventListener('change', () => this.#fit());
    const form = h(
      'div',
      'stepBar',
      this.#kind,
      this.#row,
      this.#factor,
      this.#other,
      button('Apply', () => this.#apply()),
      this.#undo,
      button('Hint', () => this.#hint())
    );
    guardKeys(this.element);
    this.element.setAttribute('aria-label', 'Gauss–Jordan elimination by hand');
    this.element.append(form, this.#matrix, this.#said, this.#list);
    for (const saved of operations) this.#do(restored(saved));
    this.#fit();
    this.#draw();
  }

  get #rows(): Rows {
    return this.#states[this.#states.length - 1];
  }

  get #chosen(): Kind {
    return (Object.keys(KINDS) as Kind[])[this.#kind.selectedIndex];
  }

  /** Shows what the chosen operation needs. */
  #fit(): void {
    this.#factor.hidden = this.#chosen === 'swap';
    this.#other.hidden = this.#chosen === 'scale';
  }

  #apply(): void {
    try {
      this.#do(this.#read());
      this.#draw();
      this.#onChange(this.#done.map(saved));
    } catch (error) {
      this.#said.textContent = (error as Error).message;
    }
  }

  /** @throws Error where the operation would not keep the system what it is */
  #read(): RowOperation {
    const kind = this.#chosen;
    const [row, other] = [this.#row.selectedIndex, this.#other.selectedIndex];
    if (kind !== 'scale' && row === other) throw new Error('Choose two different rows.');
    if (kind === 'swap') return { kind, row, other };
    const factor = fromWritten(this.#factor.value);
    if (factor.equals(0)) throw new Error('Nothing comes of a factor of zero.');
    return kind === 'scale' ? { kind, row, factor } : { kind, row, other, factor };
  }

  #do(operation: RowOperation): void {
    this.#states.push(applyOperation(this.#rows, operation));
    this.#done.push(operation);
  }

  #takeBack(): void {
    if (this.#done.length === 0) return;
    this.#states.pop();
    this.#done.pop();
    this.#draw();
    this.#onChange(this.#done.map(saved));
  }

  /** The next operation of the textbook, from here. */
  #hint(): void {
    const { value, done } = eliminate(this.#rows, this.#view.split).next();
    if (done) this.#said.textContent = this.#verdict() || 'There is nothing left to do.';
    else {
      const { operation, column } = value;
      this.#said.textContent = `Try ${operationName(operation).plain}, for column ${column + 1}.`;
    }
  }

  #draw(): void {
    const cells = this.#rows.map(row => row.map(fractionToLatex));
    this.#matrix.replaceChildren(
      h('div', 'math', `$$${augmentedToLatex(cells, this.#view.split)}$$`)
    );
    this.#list.replaceChildren(
      ...this.#done.map(operation => h('li', '', operationName(operation).plain))
    );
    this.#said.textContent = this.#verdict();
    this.#undo.disabled = this.#done.length === 0;
    this.#host.typeset(this.element);
  }

  /** Whether it is done, or cannot be; empty on the way. */
  #verdict(): string {
    const { split } = this.#view;
    const left = this.#rows.map(row => row.slice(0, split));
    if (left.every((row, i) => row.every((x, j) => x.equals(i === j ? 1 : 0)))) {
      return 'The left half is the identity, so the right half is the inverse.';
    }
    const zero = left.findIndex(row => row.every(x => x.equals(0)));
    return zero < 0
      ? ''
      : `Row ${zero + 1} of the left half is zero, and no operation makes a pivot of it: there is no inverse.`;
  }
}

function select(name: string, options: readonly string[]): HTMLSelectElement {
  const list = h('select', 'button');
  list.setAttribute('aria-label', name);
  for (const option of options) list.append(new Option(option));
  return list;
}

function subscript(n: number): string {
  return [...String(n)].map(digit => '₀₁₂₃₄₅₆₇₈₉'[Number(digit)]).join('');
}

function saved(operation: RowOperation): ISavedOperation {
  if (operation.kind === 'swap') return operation;
  return { ...operation, factor: operation.factor.toFraction() };
}

function restored(operation: ISavedOperation): RowOperation {
  if (operation.kind === 'swap') return operation;
  return { ...operation, factor: fromWritten(operation.factor) };
}
