/**
 * The matrix widget for Python, by anywidget: one module with everything in it, since hosts such as VS Code
 * and Colab serve it no files beside.
 */
import temml from 'temml';
import {
  ENGLISH,
  type ISavedSteps,
  MatrixModel,
  MatrixSolver,
  MatrixWidget,
  type Precision,
  readSaved
} from '../widget/index.js';

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

/** Of these a matrix is made anew; all others are followed. */
const MAKING = ['read_only', 'bounds', 'mode'];

/** anywidget calls this for each view; what it returns ends the view. */
function render({ model, el }: { model: IPythonModel; el: HTMLElement }): () => void {
  let widget = show(model, el);
  const anew = () => {
    widget?.dispose();
    widget = show(model, el);
  };
  const renew = () => {
    // Python tells back an entry that was written here and told to it.
    const matrix = widget?.model;
    if (matrix && MAKING.every(name => same(model.get(name), told(matrix)[name]))) return;
    anew();
  };
  const follow = () => {
    const matrix = widget?.model;
    if (matrix && same(model.get('entries'), matrix.entries)) return;
    const saved = savedIn(model);
    if (matrix && saved && !matrix.readOnly) matrix.replace(saved.entries);
    else anew();
  };
  const followDtype = () => widget?.model.setDtype(savedIn(model)?.dtype as Precision);
  const listeners = new Map([
    ...MAKING.map(name => [`change:${name}`, renew] as const),
    ['change:_dtype', followDtype],
    ['change:entries', follow]
  ]);
  for (const [event, listener] of listeners) model.on(event, listener);
  return () => {
    for (const [event, listener] of listeners) model.off(event, listener);
    widget?.dispose();
  };
}

/** The matrix that the traits hold, which may come from a notebook that was saved; undefined for none. */
function savedIn(model: IPythonModel): ReturnType<typeof readSaved> {
  const [entries, mode, dtype, bounds] = ['entries', 'mode', '_dtype', 'bounds'].map(name =>
    model.get(name)
  );
  return readSaved({ entries, mode, dtype, bounds });
}

function show(model: IPythonModel, el: HTMLElement): MatrixWidget | undefined {
  const saved = savedIn(model);
  if (!saved) {
    el.textContent = 'This matrix cannot be shown: expected rows of text, at most 200 by 200.';
    return undefined;
  }
  const { entries, ...options } = saved;
  const matrix = new MatrixModel(entries, {
    ...options,
    readOnly: model.get('read_only') === true
  });
  const widget = new MatrixWidget({
    model: matrix,
    solver: theSolver(),
    host: { typeset, trans: ENGLISH },
    steps: (model.get('_steps') ?? {}) as ISavedSteps,
    onResult: (_, values, steps) => {
      model.set('entries', matrix.entries);
      model.set('mode', matrix.mode);
      model.set('bounds', matrix.bounds ?? null);
      model.set('_dtype', matrix.dtype);
      model.set('_steps', steps);
      // With the entries of which they are: what both sides hold alike is not sent, and Python may have been told
      // of others meanwhile.
      model.set('_values', { ...values, entries: matrix.entries });
      model.save_changes();
    },
    onSteps: steps => {
      model.set('_steps', steps);
      model.save_changes();
    }
  });
  el.replaceChildren(widget.node);
  requestAnimationFrame(() => widget.refresh());
  return widget;
}

/** The state of a matrix that Python knows, by the names of its traits. */
function told({ readOnly, bounds, mode }: MatrixModel): Record<string, unknown> {
  return { read_only: readOnly, bounds: bounds ?? null, mode };
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

export default { render };
