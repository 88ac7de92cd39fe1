/** The matrix widget: a matrix to write in, and beside it what is known of its inverse, at once. */

import type { Message } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import {
  button,
  copyText,
  draw,
  drawTrust,
  drawWarning,
  guardKeys,
  h,
  heatMap,
  type IDrawHost
} from '../draw/index.js';
import {
  type Computed,
  type IMatrixResult,
  type IValues,
  type MatrixModel,
  type Mode,
  PRESETS
} from '../matrix/index.js';
import { CellTable } from './cells.js';
import { MatrixEditor } from './editor.js';
import { drawPictures, drawSigma } from './picture.js';
import type { MatrixSolver } from './solver.js';

const MODES: Readonly<Record<Mode, string>> = {
  free: 'Any entries',
  symmetric: 'Symmetric',
  upper: 'Upper triangular',
  lower: 'Lower triangular'
};

export interface IMatrixWidgetOptions {
  model: MatrixModel;
  solver: MatrixSolver;
  host: IDrawHost;
  /** What was computed of the model as it is: nothing is computed before it changes. */
  initial?: IMatrixResult;
  /** Called with what was computed after an edit. */
  onResult?: (result: IMatrixResult, values: IValues) => void;
}

/** Where an answer stands: `ready` keeps the last good one while a newer one is waited for or not to be had. */
type State = { kind: 'computing' } | { kind: 'ready' } | { kind: 'failed'; message: string };

export class MatrixWidget extends Widget {
  readonly #model: MatrixModel;
  readonly #solver: MatrixSolver;
  readonly #host: IDrawHost;
  readonly #onResult?: IMatrixWidgetOptions['onResult'];
  readonly #editor: MatrixEditor;
  readonly #stop: () => void;
  readonly #bar = h('div', 'widgetBar');
  readonly #results = h('div', 'results');
  readonly #below = h('div', 'below');
  readonly #status = h('div', 'status');
  readonly #shape = choice('Shape', Object.values(MODES), name => {
    const mode = (Object.keys(MODES) as Mode[]).find(key => MODES[key] === name);
    if (mode) this.#model.setMode(mode);
    return name;
  });
  readonly #undo = button('Undo', () => this.#model.undo());
  readonly #redo = button('Redo', () => this.#model.redo());

  constructor({ model, solver, host, initial, onResult }: IMatrixWidgetOptions) {
    super();
    this.addClass('jp-Invertible');
    this.addClass('jp-Invertible-widget');
    guardKeys(this.node);
    this.#model = model;
    this.#solver = solver;
    this.#host = host;
    this.#onResult = onResult;
    this.#editor = new MatrixEditor(model);
    this.#status.setAttribute('role', 'status');
    const A = h('figure', 'pane', brackets(this.#editor.element), h('figcaption', 'caption', 'A'));
    this.node.append(this.#bar, h('div', 'panes', A, this.#results), this.#status, this.#below);
    this.#fillBar();
    this.#stop = model.onChange(() => void this.#onChange());
    this.#updateBar();
    if (initial) {
      this.#draw(initial);
      this.#setState({ kind: 'ready' });
    } else void this.#onChange();
  }

  get model(): MatrixModel {
    return this.#model;
  }

  override dispose(): void {
    if (this.isDisposed) return;
    this.#stop();
    this.#editor.dispose();
    super.dispose();
  }

  protected override onActivateRequest(_: Message): void {
    this.#editor.focus();
  }

  /** Draws what is seen, after its size has changed. */
  refresh(): void {
    this.#editor.refresh();
  }

  protected override onResize(): void {
    this.refresh();
  }

  protected override onAfterAttach(): void {
    requestAnimationFrame(() => this.#editor.refresh());
  }

  #fillBar(): void {
    const model = this.#model;
    if (model.readOnly) {
      this.#bar.append(h('span', 'fact', 'read-only'));
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
      act('+ Row', () => model.resize(model.rows + 1, model.columns)),
      act('− Row', () => model.removeRow(this.#editor.place.row)),
      act('+ Column', () => model.resize(model.rows, model.columns + 1)),
      act('− Column', () => model.removeColumn(this.#editor.place.column)),
      choice('Preset', ['Presets', ...Object.keys(PRESETS)], name => {
        const make = PRESETS[name];
        if (make) model.replace(make(Math.max(model.rows, model.columns)));
        return 'Presets';
      }),
      this.#shape
    );
    this.#bar.setAttribute('role', 'toolbar');
    this.#bar.setAttribute('aria-label', 'Matrix');
  }

  #updateBar(): void {
    this.#undo.disabled = !this.#model.canUndo;
    this.#redo.disabled = !this.#model.canRedo;
    this.#shape.value = MODES[this.#model.mode];
  }

  async #onChange(): Promise<void> {
    const { revision, entries, bounds } = this.#model;
    this.#updateBar();
    this.#setState({ kind: 'computing' });
    try {
      const computed = await this.#solver.compute(entries, bounds);
      // An answer to an older question is no answer.
      if (revision !== this.#model.revision || this.isDisposed) return;
      this.#show(computed);
      if ('result' in computed) this.#onResult?.(computed.result, computed.values);
    } catch (error) {
      if (revision === this.#model.revision && !this.isDisposed) {
        this.#setState({ kind: 'failed', message: (error as Error).message });
      }
    }
  }

  #show(computed: Computed): void {
    if ('problems' in computed) {
      const { problems } = computed;
      this.#editor.setProblems(problems);
      const [{ row, column, message }] = problems;
      const more = problems.length > 1 ? `, and ${problems.length - 1} more` : '';
      this.#setState({
        kind: 'failed',
        message: `row ${row + 1}, column ${column + 1}: ${message}${more}`
      });
      return;
    }
    this.#editor.setProblems([]);
    this.#draw(computed.result);
    this.#setState({ kind: 'ready' });
  }

  #setState(state: State): void {
    this.node.dataset.state = state.kind;
    const isStale = state.kind === 'failed';
    this.#results.classList.toggle('jp-mod-stale', isStale);
    this.#below.classList.toggle('jp-mod-stale', isStale);
    if (state.kind === 'failed') {
      this.#status.textContent = `${state.message}. What is shown is the last good result.`;
    } else if (state.kind === 'ready') this.#status.textContent = '';
  }

  #draw(result: IMatrixResult): void {
    const { inverse, product, isExact, view, picture, steps, rows, columns } = result;
    const panes: (HTMLElement | undefined)[] = [];
    if (inverse) {
      panes.push(table(inverse, isExact ? 'A⁻¹, exact' : 'A⁻¹'));
      if (product) panes.push(table(product, 'A⁻¹A'));
    }
    if (view?.kind === 'inverse' && inverse) panes.push(h('div', 'pane', heatMap(view.heat)));
    if (picture) panes.push(...drawPictures(picture, inverse !== undefined));
    panes.push(drawSigma(result));
    this.#results.replaceChildren(...panes.filter(pane => pane !== undefined));
    const facts = h('div', 'facts');
    if (view?.kind === 'inverse' && inverse)
      facts.append(...trust(view.trust, view.warning !== undefined));
    for (const { name, value } of result.facts) {
      const sign = name.endsWith('≤') ? '' : ' =';
      facts.append(h('span', 'fact', `${name}${sign} `, h('strong', '', value)));
    }
    if (inverse) facts.append(this.#copyButton(inverse));
    const below: HTMLElement[] = [facts];
    if (rows !== columns) {
      below.push(
        h('p', 'note', 'Only square matrices have inverses; singular values and rank are of any.')
      );
    }
    if (view?.kind === 'singular')
      below.push(h('p', 'message', view.message), draw(view, this.#host));
    else if (view?.kind === 'inverse' && view.warning)
      below.push(drawWarning(view.warning, this.#host));
    if (steps)
      below.push(h('details', 'more', h('summary', '', 'Step by step'), draw(steps, this.#host)));
    this.#below.replaceChildren(...below);
    this.#host.typeset(this.#below);
  }

  #copyButton(inverse: string[][]): HTMLElement {
    const copy = button('Copy A⁻¹', () => {
      const text = inverse.map(row => row.join('\t').replaceAll('−', '-')).join('\n');
      void copyText(text).then(done => {
        copy.textContent = done ? 'Copied' : 'Not copied';
      });
    });
    return copy;
  }
}

/** The bar of digits and its words, without the figures, which stand beside it. */
function trust(figures: Parameters<typeof drawTrust>[0], alarming: boolean): Node[] {
  return [...drawTrust({ ...figures, facts: [] }, alarming).childNodes];
}

/** A table that is only read. */
function table(cells: readonly (readonly string[])[], caption: string): HTMLElement {
  const shown = new CellTable((row, column) => ({ text: cells[row][column], states: ['result'] }));
  shown.element.setAttribute('role', 'img');
  shown.element.setAttribute(
    'aria-label',
    `${caption}: ${cells.length > 8 ? `${cells.length} by ${cells.length}` : inWords(cells)}`
  );
  shown.element.tabIndex = cells.length > 8 ? 0 : -1;
  shown.resize(cells.length, cells[0]?.length ?? 0);
  // Laid out, it knows how much of it is seen.
  requestAnimationFrame(() => shown.draw());
  return h('figure', 'pane', brackets(shown.element), h('figcaption', 'caption', caption));
}

function inWords(cells: readonly (readonly string[])[]): string {
  return cells
    .map((row, i) => `row ${i + 1}: ${row.join(', ').replaceAll('−', 'minus ')}`)
    .join('; ');
}

function brackets(element: HTMLElement): HTMLElement {
  return h('div', 'brackets', element);
}

/** A list to choose from; `choose` says what is shown afterwards. */
function choice(
  name: string,
  options: readonly string[],
  choose: (option: string) => string
): HTMLSelectElement {
  const list = h('select', 'choice');
  list.classList.add('jp-Invertible-button');
  list.setAttribute('aria-label', name);
  for (const option of options) list.append(new Option(option));
  list.addEventListener('change', () => {
    list.value = choose(list.value);
  });
  return list;
}
