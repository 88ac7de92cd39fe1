/** A matrix in an output: edits reach the session that made it, and are saved with the notebook. */
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { Widget } from '@lumino/widgets';
import type { IDrawHost } from '../draw/index.js';
import { type IMatrixView, MIME } from '../latex/index.js';
import { type IMatrixResult, MatrixModel, tellEdit } from '../matrix/index.js';

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
    this.#stop = model.onChange(() => tellEdit(id, model.entries));
  }

  /** @throws where the output is damaged */
  static async create(
    view: IMatrixView,
    output: IRenderMime.IMimeModel,
    host: IDrawHost
  ): Promise<LiveMatrix> {
    // Loaded with the first matrix.
    const { MatrixWidget, sharedSolver } = await import('../widget/index.js');
    const { id, entries, mode, readOnly, bounds } = view;
    const model = new MatrixModel(entries, { mode, readOnly, bounds });
    const widget = new MatrixWidget({
      model,
      solver: sharedSolver(),
      host,
      // Opened, a notebook shows what was saved: nothing is computed before one writes.
      initial: view.result as IMatrixResult,
      onResult: result => save(output, view, model, result)
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
  view: IMatrixView,
  { entries, mode }: MatrixModel,
  result: IMatrixResult
): void {
  const { latex, plain } = result;
  const saved = { ...view, entries, mode, result, latex };
  output.setData({
    data: {
      ...output.data,
      [MIME]: { version: 1, view: saved },
      'text/latex': latex,
      'text/plain': plain
    } as never
  });
}
