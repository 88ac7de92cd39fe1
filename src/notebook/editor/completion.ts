/** Completion in `%%ts` cells: members, names of earlier cells and of every cell, and the line's options. */
import type {
  CompletionHandler,
  ICompletionContext,
  ICompletionProvider
} from '@jupyterlab/completer';
import { OPTION_NAMES, programOf } from '../../cell/index.js';
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
  #asked?: IAsked;

  constructor(client: LanguageClient, contexts: CellContexts) {
    this.#client = client;
    this.#contexts = contexts;
  }

  async isApplicable({ editor }: ICompletionContext): Promise<boolean> {
    return editor ? this.#contexts.isTypeScript(editor.model) : false;
  }

  async fetch(
    { offset, text }: CompletionHandler.IRequest,
    { editor }: ICompletionContext
  ): Promise<Reply> {
    const options = completeOptions(text, offset);
    if (options) return options;
    const none = { start: offset, end: offset, items: [] };
    const context = editor && this.#contexts.find(editor.model);
    if (!context) return none;
    const found = await this.#client.ask({
      type: 'complete',
      ...context,
      cell: programOf(text),
      offset
    });
    if (!found) return none;
    this.#asked = { context, text, offset };
    const items = found.items.map(({ name, kind, insert }) => ({
      label: name,
      insertText: insert,
      type: kind
    }));
    return { start: found.start, end: offset, items };
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

/** The options of the `%%ts` line; undefined elsewhere. */
function completeOptions(text: string, offset: number): Reply | undefined {
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
  const names = previous === '--device' ? ['cpu', 'webgpu'] : OPTION_NAMES;
  const items = names
    .filter(name => name.startsWith(word))
    .map(label => ({ label, type: 'option' }));
  return { start: offset - word.length, end: offset, items };
}
