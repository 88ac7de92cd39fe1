/** The widget that shows an output of the mime `application/vnd.invertible.v1+json`. */
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { Widget } from '@lumino/widgets';
import { draw, h, type IDrawHost } from '../draw/index.js';
import { type IDocument, MIME } from '../latex/index.js';

export class InvertibleRenderer extends Widget implements IRenderMime.IRenderer {
  readonly #typesetter: IRenderMime.ILatexTypesetter | null;

  constructor(options: IRenderMime.IRendererOptions) {
    super();
    this.addClass('jp-Invertible');
    this.#typesetter = options.latexTypesetter;
  }

  /** Draws the view, and lets the host's typesetter set its formulas. */
  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const typeset = (element: HTMLElement) => void this.#typesetter?.typeset(element);
    this.node.replaceChildren(drawDocument(model, { typeset }));
    await this.#typesetter?.typeset(this.node);
  }
}

/** Data that cannot be drawn (of a later version, or damaged) is shown as the text that came with it. */
function drawDocument(model: IRenderMime.IMimeModel, host: IDrawHost): HTMLElement {
  try {
    const { version, view } = model.data[MIME] as unknown as IDocument;
    if (version !== 1) throw new TypeError(`version ${version} is not known here`);
    return draw(view, host);
  } catch (error) {
    const plain = model.data['text/plain'];
    const note = `This output cannot be drawn (${(error as Error).message}).`;
    return h('div', '', h('p', 'note', note), h('pre', '', typeof plain === 'string' ? plain : ''));
  }
}
