/** Completion in `%%ts` cells: members, names of earlier cells and of every cell, and the line's options. */
import type { CodeEditor } from '@jupyterlab/codeeditor';
import type {
  CompletionHandler,
  ICompletionContext,
  ICompletionProvider
} from '@jupyterlab/completer';
import { DEVICE_NAMES, LIBRARY_NAMES, OPTION_NAMES, programOf } from '../../cell/index.js';
import type { LanguageClient } from '../../language/index.js';
import type { CellContexts, ICellContext } from './context.js';

type Item = CompletionHandler.ICompletionItem;
type Reply = CompletionHandler.ICompletionItemsReply<Item>;

/** The place for which the last answer was asked, so that an item can be described. */
interface IAsked {
  context: ICellContext;
  text: string;
  offset: number;
}

export class TsCompletionProvider implements ICompletionProvider<Item> {
  readonly identifier = 'jupyterlab-invertible:completion';
  /** Above the kernel's 550. */
  readonly rank = 1100;
  readonly #client: LanguageClient;
  readonly #contexts: CellContexts;
  readonly #again: () => void;
  #asked?: IAsked;

  /** @param again asks JupyterLab to complete at the caret once more */
  constructor(client: LanguageClient, contexts: CellContexts, again: () => void) {
    this.#client = client;
    this.#contexts = contexts;
    this.#again = again;
  }

  async isApplicable({ editor }: ICompletionContext): Promise<boolean> {
    return editor ? this.#contexts.isTypeScript(editor.model) : false;
  }

  async fetch(
    { offset: end, text }: CompletionHandler.IRequest,
    { editor }: ICompletionContext
  ): Promise<Reply> {
    const offset = unitsIn(text, end);
    const found = completeOptions(text, offset) ?? (await this.#complete(text, offset, editor));
    return { start: charactersIn(text, found?.start ?? offset), end, items: found?.items ?? [] };
  }

  async #complete(text: string, offset: number, editor: ICompletionContext['editor']) {
    const context = editor && this.#contexts.find(editor.model);
    if (!context) return undefined;
    const { isReady } = this.#client;
    const question = { type: 'complete', ...context, cell: programOf(text), offset } as const;
    const found = await this.#client.ask(question);
    if (!found) return undefined;
    // JupyterLab waits a second for items; the compiler may take longer to load.
    if (!isReady && isAt(editor, text, offset)) setTimeout(this.#again);
    this.#asked = { context, text, offset };
    const items = found.items.map(({ name, kind, insert }) => ({
      label: name,
      insertText: insert,
      type: kind
    }));
    return { start: found.start, items };
  }

  /** Adds what is known of an item, when it is looked at. */
  async resolve(item: Item): Promise<Item> {
    if (!this.#asked) return item;
    const { context, text, offset } = this.#asked;
    const cell = programOf(text);
    const found = await this.#client.ask({
      type: 'describe',
      ...context,
      cell,
      offset,
      name: item.label
    });
    if (!found) return item;
    const { inMarkdown } = await import('./described.js');
    return { ...item, documentation: inMarkdown(found) };
  }

  /** Members are what one wants to see after a dot. */
  shouldShowContinuousHint(
    visible: boolean,
    changed: { sourceChange?: readonly { insert?: string }[] }
  ): boolean {
    const inserted = changed.sourceChange?.map(({ insert }) => insert ?? '').join('') ?? '';
    return !visible && inserted === '.';
  }
}

/** A place in JavaScript's own count, of one that counts 𝐀 as one character, as JupyterLab's completer does. */
function unitsIn(text: string, characters: number): number {
  return Array.from(text).slice(0, characters).join('').length;
}

/** The other way round. */
function charactersIn(text: string, units: number): number {
  return Array.from(text.slice(0, units)).length;
}

/** Whether somebody is still where an answer was asked for. */
function isAt(editor: CodeEditor.IEditor, text: string, offset: number): boolean {
  const { model } = editor;
  const caret = editor.getOffsetAt(editor.getCursorPosition());
  return editor.hasFocus() && caret === offset && model.sharedModel.getSource() === text;
}

/** As much of a manager of completions as is needed; JupyterLab's own has it, another may not. */
interface IHasProviders {
  getProviders?: () => Map<string, ICompletionProvider>;
}

/** Keeps the notebook's kernel, which speaks another language, from completing TypeScript. */
export function silenceKernel(manager: IHasProviders, contexts: CellContexts): void {
  const kernel = manager.getProviders?.().get('CompletionProvider:kernel');
  if (!kernel) return;
  const isApplicable = kernel.isApplicable.bind(kernel);
  kernel.isApplicable = async context =>
    !(context.editor && contexts.isTypeScript(context.editor.model)) && isApplicable(context);
}

/** The values of options that have a list of them. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  '--device': DEVICE_NAMES,
  '--library': LIBRARY_NAMES
};

/** The options of the `%%ts` line; undefined elsewhere. */
function completeOptions(text: string, offset: number) {
  const before = text.slice(0, offset);
  const line = before.slice(before.lastIndexOf('\n') + 1);
  if (!/^%%ts\s/.test(line) || /\S/.test(before.slice(0, before.length - line.length))) {
    return undefined;
  }
  const word = /\S*$/.exec(line)?.[0] ?? '';
  const previous = line
    .slice(0, line.length - word.length)
    .trim()
    .split(/\s+/)
    .pop();
  const names = VALUES[previous ?? ''] ?? OPTION_NAMES;
  const items = names
    .filter(name => name.startsWith(word))
    .map(label => ({ label, type: 'option' }));
  return { start: offset - word.length, items };
}
