/** The widget that shows an output of the mime `application/vnd.invertible.v1+json`. */
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { PanelLayout, Widget } from '@lumino/widgets';
import type { Drawing } from './drawing.js';

/** Empty until there is something to draw: all that draws is loaded with the first output. */
export class InvertibleRenderer extends Widget implements IRenderMime.IRenderer {
  readonly #options: IRenderMime.IRendererOptions;
  #drawing?: Promise<Drawing>;

  constructor(options: IRenderMime.IRendererOptions) {
    super();
    this.addClass('jp-Invertible');
    this.layout = new PanelLayout();
    this.#options = options;
  }

  /** Draws the view, where it is one, and lets the host's typesetter set its formulas. */
  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    this.#drawing ??= this.#load().catch(error => {
      this.#drawing = undefined;
      throw error;
    });
    await (await this.#drawing).render(model);
  }

  async #load(): Promise<Drawing> {
    const { Drawing } = await import('./drawing.js');
    return new Drawing(this, this.#options);
  }
}
