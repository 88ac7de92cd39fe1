/** Draws outputs of the mime `application/vnd.invertible.v1+json`; loaded with the first of them. */
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import type { PanelLayout, Widget } from '@lumino/widgets';
import {
  draw,
  type EliminationChoice,
  ENGLISH,
  type IDrawHost,
  typesetMath
} from '../draw/index.js';
import {
  type IMatrixView,
  type IStepsView,
  isFollowed,
  MIME,
  readDocument,
  stepsToText,
  type View,
  viewBundle
} from '../latex/index.js';
import { drawFailure } from './failure.js';
import { LiveMatrix } from './live.js';
import { isTypesettable, leaveUntypeset } from './typeset.js';

export class Drawing {
  readonly #widget: Widget;
  readonly #typesetter: IRenderMime.ILatexTypesetter | null;
  #live?: LiveMatrix;
  readonly #host: IDrawHost;
  /** The view that was saved from here, so that saving it draws nothing anew. */
  #saved?: string;

  /** @param widget in which it is drawn, with a `PanelLayout` */
  constructor(widget: Widget, options: IRenderMime.IRendererOptions) {
    this.#widget = widget;
    this.#typesetter = options.latexTypesetter;
    this.#host = {
      typeset: element => void this.#typeset(element),
      trans: options.translator?.load('jupyterlab_invertible') ?? ENGLISH
    };
  }

  /** Draws the view, where it is one, and lets the host's typesetter set its formulas. */
  async render(model: IRenderMime.IMimeModel): Promise<void> {
    const read = readDocument(model.data[MIME]);
    if ('problem' in read) {
      this.#fail(model, read.problem);
      return;
    }
    const { view } = read.document;
    if (view.kind === 'matrix') {
      await this.#renderMatrix(view, model);
      return;
    }
    const text = JSON.stringify(view);
    if (this.#saved === text) return;
    this.#saved = undefined;
    this.#end();
    try {
      this.#widget.node.replaceChildren(
        draw(view, { ...this.#host, ...this.#toolsFor(view, model) })
      );
    } catch (error) {
      this.#fail(model, (error as Error).message);
      return;
    }
    await this.#typeset(this.#widget.node);
  }

  /** Elimination by hand and by another rule; within a batch or a group there is no place to save to. */
  #toolsFor(view: View, model: IRenderMime.IMimeModel): Partial<IDrawHost> {
    if (view.kind !== 'steps' || !isFollowed(view.exact)) return {};
    // Operations that were done by hand meanwhile stand in what is saved.
    let current = view;
    const save = (next: IStepsView): IStepsView => {
      current = next;
      this.#saved = JSON.stringify(next);
      const data = { ...model.data, ...viewBundle(next, stepsToText(next)) };
      model.setData({ data: data as ReadonlyPartialJSONObject });
      return next;
    };
    return {
      practise: async of => {
        const { HandElimination } = await import('../widget/index.js');
        const { attempt = [] } = current;
        return new HandElimination(of, this.#host, attempt, done =>
          save({ ...current, attempt: done })
        ).element;
      },
      eliminate: async (of: IStepsView, choice: EliminationChoice) => {
        const { eliminateAgain } = await import('../widget/index.js');
        const { attempt } = current;
        return save(eliminateAgain({ ...of, attempt }, choice));
      }
    };
  }

  /** A matrix to write in; what it saves by itself is not drawn anew. */
  async #renderMatrix(view: IMatrixView, model: IRenderMime.IMimeModel): Promise<void> {
    if (this.#live?.shows(view)) return;
    this.#end();
    this.#widget.node.replaceChildren();
    try {
      this.#live = await LiveMatrix.create(view, model, this.#host);
      (this.#widget.layout as PanelLayout).addWidget(this.#live.widget);
    } catch (error) {
      this.#fail(model, (error as Error).message);
    }
  }

  #end(): void {
    this.#live?.dispose();
    this.#live = undefined;
  }

  #fail({ data }: IRenderMime.IMimeModel, reason: string): void {
    this.#saved = undefined;
    this.#end();
    this.#widget.node.replaceChildren(drawFailure(data['text/plain'], reason, this.#host.trans));
  }

  async #typeset(element: HTMLElement): Promise<void> {
    if (isTypesettable(element)) await typesetMath(element, it => this.#typesetter?.typeset(it));
    else leaveUntypeset(element, this.#host.trans);
  }
}
