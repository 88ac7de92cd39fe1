/** The extension of every editor: no more than a look at what is written, until that is TypeScript. */
import { Compartment, type Extension } from '@codemirror/state';
import { type EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view';
import type { CodeEditor } from '@jupyterlab/codeeditor';
import { isTsCell } from '../../cell/index.js';
import type { IEditorServices } from './extensions.js';

/** How long a pointer stays where it rests (ms). */
const REST = 150;

export interface IAssistanceServices extends IEditorServices {
  /** Fetches all that a first cell needs to run, and starts its worker, or does not. */
  prepare: (isStarted: boolean) => void;
}

export function assistanceExtension(
  services: IAssistanceServices,
  model: CodeEditor.IModel
): Extension {
  const help = new Compartment();
  const watch = ViewPlugin.define(view => new Watch(view, services, model, help), {
    eventHandlers: {
      mouseenter() {
        this.onPointer(true);
      },
      mouseleave() {
        this.onPointer(false);
      }
    }
  });
  return [help.of([]), watch];
}

/** Loads the help that an editor needs, and fetches what its cell needs to run, before they are asked for. */
class Watch {
  #isHelping = false;
  #isGone = false;
  #resting?: ReturnType<typeof setTimeout>;

  constructor(
    readonly view: EditorView,
    readonly services: IAssistanceServices,
    readonly model: CodeEditor.IModel,
    readonly help: Compartment
  ) {
    // Of the notebook's kernel nothing is known yet.
    if (isTsCell(model.sharedModel.getSource())) void this.#giveHelp();
  }

  update({ docChanged, focusChanged, transactions, view }: ViewUpdate): void {
    const comes = focusChanged && view.hasFocus;
    if (!(docChanged || comes) || !this.#isTypeScript) return;
    void this.#giveHelp();
    // To open a notebook costs nothing: the compiler comes when a cell is first written in.
    if (transactions.some(each => each.docChanged && each.isUserEvent('input')))
      this.services.client.start();
    if (comes) this.services.prepare(true);
  }

  onPointer(isInside: boolean): void {
    clearTimeout(this.#resting);
    if (!isInside) return;
    this.#resting = setTimeout(() => {
      if (!this.#isTypeScript) return;
      void this.#giveHelp();
      this.services.prepare(false);
    }, REST);
  }

  destroy(): void {
    this.#isGone = true;
    clearTimeout(this.#resting);
  }

  get #isTypeScript(): boolean {
    return this.services.contexts.isTypeScript(this.model);
  }

  async #giveHelp(): Promise<void> {
    if (this.#isHelping) return;
    this.#isHelping = true;
    try {
      const { tsExtension } = await import('./extensions.js');
      if (this.#isGone) return;
      this.view.dispatch({
        effects: this.help.reconfigure(tsExtension(this.services, this.model))
      });
    } catch {
      // Without its help a cell is written and runs; the next look tries again.
      this.#isHelping = false;
    }
  }
}
