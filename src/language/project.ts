/**
 * The cells of one notebook as a TypeScript program, and what is asked of it.
 *
 * Source: the idea, a module a cell, is tslab's.
 */
import ts from 'typescript';
import { CellModules, type IShared } from './modules.js';
import { printed, problemsOf, unchecked } from './problems.js';
import type {
  ICellText,
  IChecked,
  ICompletionList,
  IDescription,
  IPlace,
  ISignature
} from './protocol.js';
import { shortTypes } from './short.js';

export type { IShared } from './modules.js';

export class CellProject {
  readonly #modules: CellModules;
  readonly #service: ts.LanguageService;
  readonly #current: string;

  constructor(shared: IShared) {
    this.#modules = new CellModules(shared);
    this.#service = this.#modules.service;
    this.#current = this.#modules.current;
  }

  /** The findings in a cell that is about to run. */
  check(cell: ICellText, above: readonly ICellText[] = []): IChecked {
    this.#modules.set(cell, above);
    if (isUnchecked(cell.source)) return { problems: [], pretty: '' };
    const found = problemsOf(this.#service, this.#modules, cell.source);
    const errors = found.filter(({ severity }) => severity === 'error');
    const { source } = cell;
    const pretty = errors.length > 0 ? printed(errors, source) : unchecked(found, source);
    return { problems: found, pretty };
  }

  /**
   * A cell has run: its names are those that later cells see.
   * @param kept of its variables those that it initialised; default: all
   */
  commit(cell: ICellText, count: number, kept?: readonly string[]): void {
    this.#modules.commit(cell, count, kept);
  }

  /** Forgets all cells. */
  reset(): void {
    this.#modules.reset();
  }

  complete({ cell, above, offset }: IPlace): ICompletionList | undefined {
    this.#modules.set(cell, above, true);
    const found = this.#service.getCompletionsAtPosition(this.#current, offset, {
      includeCompletionsWithInsertText: true
    });
    if (!found) return undefined;
    const start = found.optionalReplacementSpan?.start ?? wordStart(cell.source, offset);
    const typed = cell.source.slice(start, offset).toLowerCase();
    const items = found.entries
      .filter(({ name }) => name.toLowerCase().startsWith(typed))
      .sort((a, b) => a.sortText.localeCompare(b.sortText) || a.name.localeCompare(b.name))
      .slice(0, MOST_ITEMS)
      .map(({ name, kind, insertText }) => ({ name, kind, insert: insertText ?? name }));
    return { start, items };
  }

  /** The declaration and documentation of a completion. */
  describe({ cell, above, offset }: IPlace, name: string): IDescription | undefined {
    this.#modules.set(cell, above);
    const details = this.#service.getCompletionEntryDetails(
      this.#current,
      offset,
      name,
      undefined,
      undefined,
      undefined,
      undefined
    );
    if (!details) return undefined;
    const { displayParts, documentation, tags } = details;
    const found = documented(displayParts, documentation, tags);
    const rest = found.documentation || this.#documentationOf(offset, name);
    return { start: offset, end: offset, declaration: found.declaration, documentation: rest };
  }

  /** The function's words for a property that has none of its own. */
  #documentationOf(offset: number, name: string): string {
    const checker = this.#service.getProgram()?.getTypeChecker();
    const symbol = this.#service.getCompletionEntrySymbol(this.#current, offset, name, undefined);
    const [signature] =
      checker && symbol ? checker.getTypeOfSymbol(symbol).getCallSignatures() : [];
    if (!signature) return '';
    const text = signature.getDocumentationComment(checker);
    return documented([], text, signature.getJsDocTags()).documentation;
  }

  hover({ cell, above, offset }: IPlace): IDescription | undefined {
    this.#modules.set(cell, above);
    const info = this.#service.getQuickInfoAtPosition(this.#current, offset);
    if (!info) return undefined;
    const { textSpan, displayParts, documentation, tags } = info;
    const end = textSpan.start + textSpan.length;
    return { start: textSpan.start, end, ...documented(displayParts, documentation, tags) };
  }

  signature({ cell, above, offset }: IPlace): ISignature | undefined {
    this.#modules.set(cell, above);
    const help = this.#service.getSignatureHelpItems(this.#current, offset, undefined);
    if (!help) return undefined;
    const item = help.items[help.selectedItemIndex];
    const text = (parts: Parts) => shortTypes(ts.displayPartsToString(parts));
    let label = text(item.prefixDisplayParts);
    let active: [number, number] | undefined;
    item.parameters.forEach((parameter, i) => {
      if (i > 0) label += text(item.separatorDisplayParts);
      const start = label.length;
      label += text(parameter.displayParts);
      if (i === Math.min(help.argumentIndex, item.parameters.length - 1))
        active = [start, label.length];
    });
    label += text(item.suffixDisplayParts);
    return {
      label,
      active,
      documentation: documented([], item.documentation, item.tags).documentation
    };
  }

  dispose(): void {
    this.#service.dispose();
  }
}

const MOST_ITEMS = 400;

/** `// @ts-nocheck`, in the comments that the cell begins with. */
function isUnchecked(source: string): boolean {
  return /^(\s*(\/\/.*)?\n)*\s*\/\/\s*@ts-nocheck\b/.test(source);
}

/** The start of the word at an offset. */
function wordStart(source: string, offset: number): number {
  return offset - (/[\w$]*$/.exec(source.slice(0, offset))?.[0].length ?? 0);
}

type Parts = ts.SymbolDisplayPart[] | undefined;

function documented(display: Parts, documentation: Parts, tags: ts.JSDocTagInfo[] | undefined) {
  const text = ts.displayPartsToString(documentation);
  const lines = (tags ?? []).map(({ name, text: parts }) => {
    const [first, ...rest] = ts.displayPartsToString(parts).split(' ');
    if (name === 'param') return `- \`${first}\` ${rest.join(' ')}`;
    return `**${name}** ${[first, ...rest].join(' ')}`;
  });
  const whole = [text, lines.join('\n\n')].filter(Boolean).join('\n\n');
  return { declaration: shortTypes(ts.displayPartsToString(display)), documentation: whole };
}
