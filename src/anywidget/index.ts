/**
 * The matrix widget for Python, by anywidget: one module with everything in it, since hosts such as VS Code
 * and Colab serve it no files beside.
 */
import temml from 'temml';
import { MatrixModel, MatrixSolver, MatrixWidget } from '../widget/index.js';

/** Put in by the build: the worker's script, and the engine as a `data:` URL. */
declare const INVERTIBLE_WORKER: string;
declare const INVERTIBLE_WASM: string;

/** As much of anywidget's model as is used here. */
interface IPythonModel {
  get(name: string): unknown;
  set(name: string, value: unknown): void;
  save_changes(): void;
  on(event: string, listener: () => void): void;
  off(event: string, listener: () => void): void;
}

let solver: MatrixSolver | undefined;

function theSolver(): MatrixSolver {
  solver ??= new MatrixSolver({
    script: URL.createObjectURL(new Blob([INVERTIBLE_WORKER], { type: 'text/javascript' })),
    wasm: INVERTIBLE_WASM
  });
  return solver;
}

/** Formulas as MathML: not every host has a typesetter, and none lends it. */
function typeset(element: HTMLElement): void {
  for (const node of element.querySelectorAll<HTMLElement>('.jp-Invertible-math')) {
    const text = node.textContent ?? '';
    const match = /^\$\$([\s\S]*)\$\$$/.exec(text) ?? /^\\\(([\s\S]*)\\\)$/.exec(text);
    if (match) temml.render(match[1], node, { displayMode: text.startsWith('$$') });
  }
}

/** anywidget calls this for each view; what it returns ends the view. */
function render({ model, el }: { model: IPythonModel; el: HTMLElement }): () => void {
  const entries = () => model.get('entries') as string[][];
  const matrix = new MatrixModel(entries(), {
    mode: model.get('mode') as 'free',
    readOnly: model.get('read_only') as boolean
  });
  const widget = new MatrixWidget({
    model: matrix,
    solver: theSolver(),
    host: { typeset },
    onResult: (_, values) => {
      model.set('entries', matrix.entries);
      model.set('_values', values);
      model.save_changes();
    }
  });
  const follow = () => matrix.replace(entries());
  model.on('change:entries', follow);
  el.append(widget.node);
  requestAnimationFrame(() => widget.refresh());
  return () => {
    model.off('change:entries', follow);
    widget.dispose();
  };
}

export default { render };
