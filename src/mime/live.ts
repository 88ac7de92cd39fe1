/** A matrix in an output: edits reach the session that made it, and are saved with the notebook. */
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { Widget } from '@lumino/widgets';
import type { IDrawHost } from '../draw/index.js';
import { type IMatrixView, type ISavedSteps, MIME } from '../latex/index.js';
import { type IMatrixResult, MatrixModel, tellEdit, toSave } from '../matrix/index.js';

export class LiveMatrix {
  readonly #id: string;
  readonly #model: MatrixModel;
  readonly #stop: () => void;

  private constructor(
    id: string,
    model: MatrixModel,
    readonly widget: Widget
  ) {
    this.#id = id;
    this.#model = model;
    this.#stop = model.onChange(() => {
      const { dtype, bounds } = model;
      tellEdit({ matrix: id, entries: copyOf(model), dtype, ...(bounds && { bounds }) });
    });
  }

  /** @throws where the output is damaged */
  static async create(
    view: IMatrixView,
    output: IRenderMime.IMimeModel,
    host: IDrawHost
  ): Promise<LiveMatrix> {
    // Loaded with the first matrix.
    const { MatrixWidget, sharedSolver } = await import('../widget/index.js');
    const { id, entries, mode, dtype, readOnly, bounds, steps } = view;
    const model = new MatrixModel(entries, { mode, dtype, readOnly, bounds });
    const widget = new MatrixWidget({
      model,
      solver: sharedSolver(),
      host,
      // Opened, a notebook shows what was saved: nothing is computed before one writes.
      initial: view.result as IMatrixResult,
      steps,
      onResult: (result, _, saved) => save(output, model, result, saved),
      onSteps: saved => saveSteps(output, model, saved)
    });
    return new LiveMatrix(id, model, widget);
  }

  /** Whether it is what an output holds. */
  shows({ id, entries }: IMatrixView): boolean {
    return id === this.#id && JSON.stringify(entries) === JSON.stringify(this.#model.entries);
  }

  dispose(): void {
    this.#stop();
    this.widget.dispose();
  }
}

function save(
  output: IRenderMime.IMimeModel,
  model: MatrixModel,
  result: IMatrixResult,
  steps: ISavedSteps
): void {
  const { latex, plain } = result;
  const { mode, dtype, bounds } = model;
  const entries = copyOf(model);
  const { bounds: _, ...before } = savedView(output);
  const kept = { ...before, ...(bounds && { bounds }) };
  const view = { ...kept, entries, mode, dtype, result: toSave(result), latex, steps };
  write(output, view, { 'text/latex': latex, 'text/plain': plain });
}

/** With the entries as they are, though what is said of them may still be computed. */
function saveSteps(output: IRenderMime.IMimeModel, model: MatrixModel, steps: ISavedSteps): void {
  write(output, { ...savedView(output), entries: copyOf(model), steps });
}

function copyOf({ entries }: MatrixModel): string[][] {
  return entries.map(row => [...row]);
}

function savedView(output: IRenderMime.IMimeModel): IMatrixView {
  return (output.data[MIME] as unknown as { view: IMatrixView }).view;
}

function write(output: IRenderMime.IMimeModel, view: IMatrixView, forms = {}): void {
  output.setData({ data: { ...output.data, [MIME]: { version: 1, view }, ...forms } as never });
}
