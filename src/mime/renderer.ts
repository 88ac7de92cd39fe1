/** The widget that shows an output of the mime `application/vnd.invertible.v1+json`. */
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { PanelLayout, Widget } from '@lumino/widgets';
import {
  draw,
  type EliminationChoice,
  ENGLISH,
  h,
  type IDrawHost,
  type ITranslation
} from '../draw/index.js';
import {
  type IDocument,
  type IMatrixView,
  type IStepsView,
  MIME,
  stepsToText,
  type View,
  viewBundle
} from '../latex/index.js';
import { LiveMatrix } from './live.js';

export class InvertibleRenderer extends Widget implements IRenderMime.IRenderer {
  readonly #typesetter: IRenderMime.ILatexTypesetter | null;
  #live?: LiveMatrix;
  readonly #trans: ITranslation;
  /** The view that was saved from here, so that saving it draws nothing anew. */
  #saved?: string;

  constructor(options: IRenderMime.IRendererOptions) {
    super();
    this.addClass('jp-Invertible');
    this.layout = new PanelLayout();
    this.#typesetter = options.latexTypesetter;
    this.#trans = options.translator?.load('jupyterlab_invertible') ?? ENGLISH;
  }

  /** Draws the view, and lets the host's typesetter set its formulas. */
  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const host: IDrawHost = {
      typeset: element => void this.#typesetter?.typeset(element),
      trans: this.#trans
    };
    const view = readView(model);
    if (view?.kind === 'matrix') {
      await this.#renderMatrix(view, model, host);
      return;
    }
    if (this.#saved !== undefined && this.#saved === JSON.stringify(view)) return;
    this.#live?.dispose();
    this.#live = undefined;
    const practise = (steps: IStepsView) => this.#practise(steps, model, host);
    const eliminate = async (steps: IStepsView, choice: EliminationChoice) => {
      const { eliminateAgain } = await import('../widget/index.js');
      // What was done by hand meanwhile stands in what is saved.
      const { attempt } = readView(model) as IStepsView;
      return this.#save(model, eliminateAgain({ ...steps, attempt }, choice));
    };
    // Within a batch or a group there is no place to save to.
    const tools = view?.kind === 'steps' ? { practise, eliminate } : {};
    this.node.replaceChildren(drawDocument(model, { ...host, ...tools }));
    await this.#typesetter?.typeset(this.node);
  }

  /** Elimination by hand; each operation is saved with the notebook. */
  async #practise(
    view: IStepsView,
    model: IRenderMime.IMimeModel,
    host: IDrawHost
  ): Promise<HTMLElement> {
    const { Student } = await import('../widget/index.js');
    const done = readView(model) as IStepsView;
    return new Student(view, host, done.attempt ?? [], attempt => {
      this.#save(model, { ...(readView(model) as IStepsView), attempt });
    }).element;
  }

  #save(model: IRenderMime.IMimeModel, view: IStepsView): IStepsView {
    this.#saved = JSON.stringify(view);
    const data = { ...model.data, ...viewBundle(view, stepsToText(view)) };
    model.setData({ data: data as never });
    return view;
  }

  /** A matrix to write in; what it saves by itself is not drawn anew. */
  async #renderMatrix(
    view: IMatrixView,
    model: IRenderMime.IMimeModel,
    host: IDrawHost
  ): Promise<void> {
    if (this.#live?.shows(view)) return;
    this.#live?.dispose();
    this.node.replaceChildren();
    try {
      this.#live = await LiveMatrix.create(view, model, host);
      (this.layout as PanelLayout).addWidget(this.#live.widget);
    } catch (error) {
      this.node.replaceChildren(drawFailure(model, error as Error, host.trans));
    }
  }
}

function readView(model: IRenderMime.IMimeModel): View | undefined {
  const { version, view } = (model.data[MIME] ?? {}) as Partial<IDocument>;
  return version === 1 ? view : undefined;
}

/** Data that cannot be drawn (of a later version, or damaged) is shown as the text that came with it. */
function drawDocument(model: IRenderMime.IMimeModel, host: IDrawHost): HTMLElement {
  try {
    const { version, view } = model.data[MIME] as unknown as IDocument;
    if (version !== 1) throw new TypeError(`version ${version} is not known here`);
    return draw(view, host);
  } catch (error) {
    return drawFailure(model, error as Error, host.trans);
  }
}

function drawFailure(
  model: IRenderMime.IMimeModel,
  { message }: Error,
  trans: ITranslation
): HTMLElement {
  const plain = model.data['text/plain'];
  const note = trans.__('This output cannot be drawn (%1).', message);
  return h('div', '', h('p', 'note', note), h('pre', '', typeof plain === 'string' ? plain : ''));
}
