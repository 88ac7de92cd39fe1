/** Elimination by one's own hand: one chooses the row operations, and exact arithmetic carries them out. */
import type Fraction from 'fraction.js';
import { button, choice, displayMath, guardKeys, h, type IDrawHost } from '../draw/index.js';
import {
  applyOperation,
  checkDigits,
  eliminate,
  fromWritten,
  type RowOperation
} from '../exact/index.js';
import {
  augmentedToLatex,
  entryWriter,
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

/** Operations that are kept, as many as the schema has: more than the textbook needs for the largest matrix. */
const MOST = 200;
/** Characters of a factor, as the schema has them. */
const LONGEST_FACTOR = 100;

type Kind = keyof typeof KINDS;

export class HandElimination {
  readonly element = h('section', 'handElimination');
  readonly #view: IStepsView;
  readonly #host: IDrawHost;
  readonly #onChange: (operations: ISavedOperation[]) => void;
  /** The rows at the start and after each operation. */
  readonly #states: Rows[];
  readonly #done: RowOperation[] = [];
  readonly #matrix = h('div', 'stepMatrix');
  readonly #list = h('ol', 'operationList');
  readonly #said = h('p', 'outcome');
  readonly #kind: HTMLSelectElement;
  readonly #row: HTMLSelectElement;
  readonly #other: HTMLSelectElement;
  readonly #factor = h('input', 'factor');
  readonly #undo: HTMLButtonElement;

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
    const { trans } = host;
    const names = Object.fromEntries(view.exact.map((_, i) => [i, `R${subscript(i + 1)}`]));
    const kinds = Object.entries(KINDS).map(([kind, text]) => [kind, trans.__(text)]);
    this.#kind = choice(trans.__('Operation'), Object.fromEntries(kinds));
    this.#row = choice(trans.__('Row'), names);
    this.#other = choice(trans.__('Other row'), names);
    this.#undo = button(trans.__('Undo'), () => this.#takeBack());
    this.#other.selectedIndex = Math.min(1, view.exact.length - 1);
    this.#factor.value = '1';
    this.#factor.setAttribute('aria-label', trans.__('Factor'));
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
      button(trans.__('Apply'), () => this.#apply()),
      this.#undo,
      button(trans.__('Hint'), () => this.#hint())
    );
    guardKeys(this.element);
    this.element.setAttribute('aria-label', trans.__('Gauss–Jordan elimination by hand'));
    this.element.append(form, this.#matrix, this.#said, this.#list);
    this.#restore(operations);
    this.#fit();
    // Typeset when it is on the page: before that nothing has a size.
    this.#write();
  }

  /** As far as what was saved can be done: a notebook may have been changed by other hands. */
  #restore(operations: readonly ISavedOperation[]): void {
    try {
      for (const operation of operations.slice(0, MOST)) this.#do(restored(operation, this.#rows));
      if (operations.length > MOST) throw new RangeError('too many operations');
    } catch {
      this.#said.textContent = this.#host.trans.__('Not all that was saved could be done again.');
    }
  }

  get #rows(): Rows {
    return this.#states[this.#states.length - 1];
  }

  get #chosen(): Kind {
    return this.#kind.value as Kind;
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
    const { trans } = this.#host;
    const kind = this.#chosen;
    const [row, other] = [this.#row.selectedIndex, this.#other.selectedIndex];
    if (kind !== 'scale' && row === other) throw new Error(trans.__('Choose two different rows.'));
    if (kind === 'swap') return { kind, row, other };
    const factor = fromWritten(this.#factor.value);
    if (factor.equals(0)) throw new Error(trans.__('The factor must not be zero.'));
    if (factor.toFraction().length > LONGEST_FACTOR) {
      throw new Error(trans.__('A factor has at most %1 characters.', LONGEST_FACTOR));
    }
    return kind === 'scale' ? { kind, row, factor } : { kind, row, other, factor };
  }

  /** @throws RangeError where entries become too long, or there are too many operations to be kept */
  #do(operation: RowOperation): void {
    if (this.#done.length === MOST) {
      throw new RangeError(this.#host.trans.__('More than %1 operations are not kept.', MOST));
    }
    this.#states.push(checkDigits(applyOperation(this.#rows, operation)));
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
    const { trans } = this.#host;
    const { split, pivot } = this.#view;
    const { value, done } = eliminate(this.#rows, split, pivot).next();
    if (done) this.#said.textContent = this.#verdict() || trans.__('There is nothing left to do.');
    else {
      const { operation, column } = value;
      const { plain } = operationName(operation);
      this.#said.textContent = trans.__('Try %1, for column %2.', plain, column + 1);
    }
  }

  #draw(): void {
    this.#write();
    this.#host.typeset(this.element);
  }

  #write(): void {
    const cells = this.#rows.map(row => row.map(entryWriter(this.#view.form)));
    this.#matrix.replaceChildren(displayMath(augmentedToLatex(cells, this.#view.split)));
    this.#list.replaceChildren(
      ...this.#done.map(operation => h('li', '', operationName(operation).plain))
    );
    this.#said.textContent = this.#verdict();
    this.#undo.disabled = this.#done.length === 0;
  }

  /** Whether it is done, or cannot be; empty on the way. */
  #verdict(): string {
    const { trans } = this.#host;
    const { split } = this.#view;
    const left = this.#rows.map(row => row.slice(0, split));
    if (left.every((row, i) => row.every((x, j) => x.equals(i === j ? 1 : 0)))) {
      return trans.__('The left half is the identity, so the right half is the inverse.');
    }
    const zero = left.findIndex(row => row.every(x => x.equals(0)));
    return zero < 0
      ? ''
      : trans.__(
          'Row %1 of the left half is zero, and no operation makes a pivot of it: there is no inverse.',
          zero + 1
        );
  }
}

function subscript(n: number): string {
  return [...String(n)].map(digit => '₀₁₂₃₄₅₆₇₈₉'[Number(digit)]).join('');
}

function saved(operation: RowOperation): ISavedOperation {
  if (operation.kind === 'swap') return operation;
  return { ...operation, factor: operation.factor.toFraction() };
}

/** @throws Error for what is no operation on these rows */
function restored(operation: ISavedOperation, rows: Rows): RowOperation {
  const used = operation.kind === 'scale' ? [operation.row] : [operation.row, operation.other];
  if (!used.every(row => rows[row])) throw new RangeError('no such row');
  if (operation.kind === 'swap') return operation;
  return { ...operation, factor: fromWritten(operation.factor) };
}
