/** The matrix widget: a matrix to write in, and beside it what is known of its inverse, at once. */

import type { Message } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import { button, choice, guardKeys, h, type IDrawHost } from '../draw/index.js';
import type { ISavedSteps } from '../latex/index.js';
import {
  type Bounds,
  type Computed,
  type IMatrixResult,
  type INumbers,
  type IValues,
  limitToText,
  type MatrixModel,
  type Mode,
  PRESETS,
  type Precision
} from '../matrix/index.js';
import { MatrixEditor } from './editor.js';
import { StepsSection } from './elimination.js';
import { brackets, drawBelow, drawPictures, inSentences, ResultTable } from './results.js';
import type { MatrixSolver } from './solver.js';

export interface IMatrixWidgetOptions {
  model: MatrixModel;
  solver: MatrixSolver;
  host: IDrawHost;
  /** The results for the model as it is: nothing is computed before it changes. */
  initial?: IMatrixResult;
  /** How its elimination was looked at before. */
  steps?: ISavedSteps;
  /** Called with what was computed after an edit, and how it is eliminated from now on. */
  onResult?: (result: IMatrixResult, values: IValues, steps: ISavedSteps) => void;
  /** Called when the elimination is looked at in another way, or gone on with by hand. */
  onSteps?: (steps: ISavedSteps) => void;
}

/** The state of an answer: `ready` keeps the last good one while a newer one is waited for or not to be had. */
type State = { kind: 'computing' } | { kind: 'ready' } | { kind: 'failed'; message: string };

/** After how long it is said that something is computed, and what is shown is seen to be of another matrix (ms). */
const LATE = 1000;
/** After how long a computation is given up whose answer nobody wants any more (ms). */
const TOO_LATE = 3000;

/** Bounds to choose from. */
const BOUNDS: readonly Bounds[] = [
  [0, 1],
  [-1, 1],
  [-10, 10]
];

function boundsToText([least, largest]: Bounds): string {
  return `${limitToText(least)} … ${limitToText(largest)}`;
}

function boundsOf(value: string): Bounds {
  const [least, largest] = value.split(',').map(Number);
  return [least, largest];
}

export class MatrixWidget extends Widget {
  readonly #model: MatrixModel;
  readonly #solver: MatrixSolver;
  readonly #host: IDrawHost;
  readonly #onResult?: IMatrixWidgetOptions['onResult'];
  readonly #editor: MatrixEditor;
  readonly #steps: StepsSection;
  readonly #stop: () => void;
  readonly #bar = h('div', 'widgetBar');
  readonly #results = h('div', 'results');
  readonly #inverse: ResultTable;
  readonly #product: ResultTable;
  readonly #pictures = h('div', 'pictures');
  readonly #below = h('div', 'below');
  readonly #status = h('div', 'status');
  /** Words that are only heard: what others see at a glance. */
  readonly #said = h('div', 'heard');
  readonly #shape: HTMLSelectElement;
  readonly #precision: HTMLSelectElement;
  readonly #bounds: HTMLSelectElement;
  readonly #undo: HTMLButtonElement;
  readonly #redo: HTMLButtonElement;
  /** Says that an answer is awaited, when that takes a while. */
  #late = 0;
  /** Whether an answer is awaited. */
  #isAsking = false;
  /** Whether formulas wait for the page: a typesetter takes their size from the text around them. */
  #isUntypeset = false;

  constructor(options: IMatrixWidgetOptions) {
    super();
    const { model, solver, host, initial, onResult, steps = {}, onSteps } = options;
    const { trans } = host;
    this.addClass('jp-Invertible');
    this.addClass('jp-Invertible-widget');
    guardKeys(this.node);
    this.#model = model;
    this.#solver = solver;
    this.#host = host;
    this.#onResult = onResult;
    this.#editor = new MatrixEditor(model, trans, text => {
      this.#status.textContent = text;
    });
    this.#inverse = new ResultTable(trans);
    this.#product = new ResultTable(trans);
    this.#results.append(this.#inverse.element, this.#product.element, this.#pictures);
    this.#steps = new StepsSection(host, steps, saved => onSteps?.(saved));
    this.#undo = button(trans.__('Undo'), () => model.undo());
    this.#redo = button(trans.__('Redo'), () => model.redo());
    this.#shape = choice(trans.__('Shape'), {
      free: trans.__('Any entries'),
      symmetric: trans.__('Symmetric'),
      upper: trans.__('Upper triangular'),
      lower: trans.__('Lower triangular')
    });
    this.#shape.addEventListener('change', () => model.setMode(this.#shape.value as Mode));
    this.#precision = choice(trans.__('Precision'), { float64: 'float64', float32: 'float32' });
    this.#precision.addEventListener('change', () =>
      model.setDtype(this.#precision.value as Precision)
    );
    this.#bounds = choice(trans.__('Bounds'), {
      '': trans.__('Unbounded'),
      ...Object.fromEntries(BOUNDS.map(bounds => [`${bounds}`, boundsToText(bounds)]))
    });
    this.#bounds.addEventListener('change', () => {
      model.setBounds(this.#bounds.value ? boundsOf(this.#bounds.value) : undefined);
    });
    for (const live of [this.#status, this.#said]) live.setAttribute('role', 'status');
    const A = h('figure', 'pane', brackets(this.#editor.element), h('figcaption', 'caption', 'A'));
    const panes = h('div', 'panes', A, this.#results);
    this.node.append(this.#bar, panes, this.#status, this.#said, this.#below, this.#steps.element);
    this.#fillBar();
    this.#stop = model.onChange(() => this.#onChange());
    this.#updateBar();
    if (initial) {
      this.#draw(initial);
      this.#setState({ kind: 'ready' });
    } else this.#onChange();
  }

  get model(): MatrixModel {
    return this.#model;
  }

  override dispose(): void {
    if (this.isDisposed) return;
    this.#stop();
    clearTimeout(this.#late);
    this.#editor.dispose();
    super.dispose();
  }

  protected override onActivateRequest(_: Message): void {
    this.#editor.focus();
  }

  /** Draws what is seen, after it has come into the page or its size has changed. */
  refresh(): void {
    this.#editor.refresh();
    if (this.#isUntypeset) this.#typeset();
  }

  protected override onAfterAttach(_: Message): void {
    this.refresh();
  }

  protected override onResize(): void {
    this.refresh();
  }

  #fillBar(): void {
    const model = this.#model;
    const { trans } = this.#host;
    if (model.readOnly) {
      this.#bar.append(h('span', 'fact', trans.__('read-only')));
      return;
    }
    const act = (name: string, run: () => void) =>
      button(name, () => {
        run();
        this.#editor.focus();
      });
    this.#bar.append(
      this.#undo,
      this.#redo,
      act(trans.__('+ Row'), () => model.resize(model.rows + 1, model.columns)),
      act(trans.__('− Row'), () => model.removeRow(this.#editor.place.row)),
      act(trans.__('+ Column'), () => model.resize(model.rows, model.columns + 1)),
      act(trans.__('− Column'), () => model.removeColumn(this.#editor.place.column)),
      this.#presets(),
      this.#shape,
      this.#bounds,
      this.#precision
    );
    this.#bar.setAttribute('role', 'toolbar');
    this.#bar.setAttribute('aria-label', trans.__('Matrix'));
  }

  #presets(): HTMLSelectElement {
    const model = this.#model;
    const { trans } = this.#host;
    const names = Object.keys(PRESETS).map(name => [name, trans.__(name)]);
    const list = choice(trans.__('Preset'), {
      '': trans.__('Presets'),
      ...Object.fromEntries(names)
    });
    list.addEventListener('change', () => {
      PRESETS[list.value] &&
        model.replace(PRESETS[list.value](Math.max(model.rows, model.columns)));
      list.value = '';
    });
    return list;
  }

  #updateBar(): void {
    this.#undo.disabled = !this.#model.canUndo;
    this.#redo.disabled = !this.#model.canRedo;
    this.#shape.value = this.#model.mode;
    this.#precision.value = this.#model.dtype;
    const { bounds } = this.#model;
    const value = bounds ? `${bounds}` : '';
    const isListed = [...this.#bounds.options].some(option => option.value === value);
    // Bounds of one's own come from `matrix(…, { bounds })`.
    if (bounds && !isListed) this.#bounds.append(new Option(boundsToText(bounds), value));
    this.#bounds.value = value;
  }

  #onChange(): void {
    this.#updateBar();
    this.#setState({ kind: 'computing' });
    void this.#compute();
  }

  /** Asks until the answer is to the matrix as it is; what was changed while one was awaited is asked at once. */
  async #compute(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    while (!(await this.#ask()));
    this.#isAsking = false;
  }

  /** @returns whether the answer is to the matrix as it is: one to an older question is no answer */
  async #ask(): Promise<boolean> {
    const { revision, entries, bounds, dtype } = this.#model;
    const isAnswered = () => revision === this.#model.revision;
    const isWanted = () => isAnswered() && !this.isDisposed;
    const unwanted = new AbortController();
    const watch = setInterval(() => !isWanted() && unwanted.abort(), TOO_LATE);
    try {
      const onNumbers = (numbers: INumbers) => {
        if (isWanted()) this.#showNumbers(numbers);
      };
      const options = { bounds, dtype };
      const computed = await this.#solver.compute(entries, options, onNumbers, unwanted.signal);
      if (isWanted()) this.#show(computed);
    } catch (error) {
      if (isWanted()) this.#setState({ kind: 'failed', message: (error as Error).message });
    } finally {
      clearInterval(watch);
    }
    return isAnswered() || this.isDisposed;
  }

  #show(computed: Computed): void {
    const { trans } = this.#host;
    if ('problems' in computed) {
      const { problems } = computed;
      this.#editor.setProblems(problems);
      const [{ row, column, message }] = problems;
      const first = trans.__('row %1, column %2: %3', row + 1, column + 1, message);
      const more = problems.length > 1 ? trans.__(', and %1 more', problems.length - 1) : '';
      this.#setState({ kind: 'failed', message: first + more });
      return;
    }
    this.#editor.setProblems([]);
    const { result, values } = computed;
    this.#draw(result);
    this.#said.textContent = inSentences(result, trans);
    this.#setState({ kind: 'ready' });
    this.#onResult?.(result, values, this.#steps.saved);
  }

  #setState(state: State): void {
    this.node.dataset.state = state.kind;
    clearTimeout(this.#late);
    if (state.kind !== 'computing') this.#setStale(state.kind === 'failed');
    if (state.kind === 'failed') {
      const { trans } = this.#host;
      this.#status.textContent = trans.__('%1. The last good result is shown.', state.message);
    } else if (state.kind === 'ready') this.#status.textContent = '';
    else {
      this.#late = window.setTimeout(() => {
        this.#status.textContent = this.#host.trans.__('Computing…');
        this.#setStale(true);
      }, LATE);
    }
  }

  /** Whether what is shown is of an older matrix. */
  #setStale(isStale: boolean): void {
    for (const part of [this.#results, this.#below, this.#steps.element]) {
      part.classList.toggle('jp-mod-stale', isStale);
    }
  }

  /** The numbers, which are waited for, are shown before all else is known. */
  #showNumbers({ inverse, product, isExact, rounded = [] }: INumbers): void {
    const { trans } = this.#host;
    const sign = (of: 'inverse' | 'product') => (rounded.includes(of) ? ' ≈' : '');
    const caption = inverse && isExact ? trans.__('A⁻¹, exact') : `A⁻¹${sign('inverse')}`;
    this.#inverse.show(inverse, caption);
    // Of the exact inverse it would be I.
    const computed = isExact ? trans.__('A⁻¹A in %1', this.#model.dtype) : 'A⁻¹A';
    this.#product.show(product, `${computed}${sign('product')}`);
    this.#results.classList.remove('jp-mod-stale');
  }

  #draw(result: IMatrixResult): void {
    this.#showNumbers(result);
    this.#pictures.replaceChildren(...drawPictures(result, this.#host));
    this.#below.replaceChildren(...drawBelow(result, this.#host));
    this.#typeset();
    this.#steps.show(result.written);
  }

  #typeset(): void {
    this.#isUntypeset = !this.node.isConnected;
    if (!this.#isUntypeset) this.#host.typeset(this.#below);
  }
}
