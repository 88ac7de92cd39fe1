/** A matrix in an output: edits reach the session that made it, and are saved with the notebook. */
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import type { Widget } from '@lumino/widgets';
import type { IDrawHost } from '../draw/index.js';
import { type IMatrixView, MIME } from '../latex/index.js';
import { type Bounds, type IMatrixResult, MatrixModel, tellEdit, toSave } from '../matrix/index.js';

/** Characters of an entry; `schema/view.v1.json` says the same. */
const LONGEST = 1000;

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

  /** @param view as `readDocument` let it through */
  static async create(
    view: IMatrixView,
    output: IRenderMime.IMimeModel,
    host: IDrawHost
  ): Promise<LiveMatrix> {
    // Loaded with the first matrix.
    const { MatrixWidget, sharedSolver } = await import('../widget/index.js');
    const { id, entries, mode, dtype, readOnly, steps } = view;
    const model = new MatrixModel(entries, { mode, dtype, readOnly, bounds: boundsOf(view) });
    // As it was saved last: what others have written into the output since then was not read.
    let saved = view;
    const save = (next: IMatrixView, forms = {}) => {
      saved = next;
      const document: unknown = { version: 1, view: saved };
      const data = { ...output.data, [MIME]: document, ...forms };
      output.setData({ data: data as ReadonlyPartialJSONObject });
    };
    const widget = new MatrixWidget({
      model,
      solver: sharedSolver(),
      host,
      // Opened, a notebook shows what was saved: nothing is computed before one writes.
      initial: resultOf(view),
      steps,
      onResult: (result, _, steps) => {
        const { latex, plain } = result;
        const { mode, dtype, bounds } = model;
        const { bounds: _before, ...kept } = saved;
        const said = { result: toSave(result), latex, steps, ...(bounds && { bounds }) };
        save(
          { ...kept, entries: copyOf(model), mode, dtype, ...said },
          { 'text/latex': latex, 'text/plain': plain }
        );
      },
      onSteps: steps => {
        // With the entries as they are, though what is said of them may still be computed; what is too long to
        // be read is not saved.
        const entries = copyOf(model);
        if (entries.flat().every(text => text.length <= LONGEST)) {
          save({ ...saved, entries, steps });
        }
      }
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

function copyOf({ entries }: MatrixModel): string[][] {
  return entries.map(row => [...row]);
}

/** JSON has no Inf. */
function boundsOf({ bounds }: IMatrixView): Bounds | undefined {
  return bounds && [bounds[0] ?? Number.NEGATIVE_INFINITY, bounds[1] ?? Number.POSITIVE_INFINITY];
}

function resultOf(view: IMatrixView): IMatrixResult {
  const result = view.result as IMatrixResult;
  const { sigma, picture } = result;
  const finite = (values: readonly (number | null)[]) =>
    values.map(value => value ?? Number.POSITIVE_INFINITY);
  return {
    ...result,
    sigma: finite(sigma),
    ...(picture && { picture: { ...picture, sigma: finite(picture.sigma) } })
  };
}
