/**
 * The cells of one notebook as a TypeScript program.
 *
 * Each cell that has run is a module that exports what it declares; a cell imports, of each name, what the
 * last cell that declared it exported, unless it declares the name itself. Imports and exports stand at the
 * module's end, so that every offset is the cell's. Source: the idea is tslab's.
 */
import ts from 'typescript';
import { declaredNames, isConstant, isExported } from './names.js';
import type {
  ICellText,
  IChecked,
  ICompletionList,
  IDescription,
  IPlace,
  IProblem,
  ISignature
} from './protocol.js';

export const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  lib: ['lib.es2023.d.ts', 'lib.webworker.d.ts', 'lib.esnext.disposable.d.ts'],
  types: [],
  strict: true,
  // A notebook is for trying things: a parameter without a type is no mistake yet.
  noImplicitAny: false,
  useUnknownInCatchVariables: false,
  skipLibCheck: true
};

/** The file of the names that every cell has. */
export const AMBIENT = '/ambient.d.ts';
/** The same where tensors are made on the GPU. */
const ON_GPU = '/ambient-gpu.d.ts';
/** Modules that are imported by their address. */
const MODULES = '/modules.d.ts';

let projects = 0;

/** "Cannot assign to 'x' because it is an import": variables of earlier cells may be assigned to. */
const ASSIGNED_IMPORT = 2632;

/** Files that all notebooks share, with their parsed form. */
export interface IShared {
  files: ReadonlyMap<string, string>;
  registry: ts.DocumentRegistry;
}

/** Of each name, the module that exports it, and whether it may be assigned to. */
type Scope = Map<string, { module: string; writable: boolean }>;

export class CellProject {
  readonly #shared: IShared;
  /** Its own, since projects share what is parsed. */
  readonly #folder = `/cells${++projects}`;
  /** The cell that is asked about. */
  readonly #current = `${this.#folder}/cell.ts`;
  readonly #cells = new Map<string, { text: string; version: number }>();
  readonly #service: ts.LanguageService;
  readonly #scope: Scope = new Map();
  /** The sources of cells that have run. */
  readonly #ran = new Set<string>();
  #version = 0;

  constructor(shared: IShared) {
    this.#shared = shared;
    this.#service = ts.createLanguageService(this.#host(), shared.registry);
  }

  /** The errors in a cell that is about to run. */
  check(cell: ICellText, above: readonly ICellText[] = []): IChecked {
    this.#set(cell, above);
    if (isUnchecked(cell.source)) return { problems: [], pretty: '' };
    const { length } = cell.source;
    const found = [
      ...this.#service.getSyntacticDiagnostics(this.#current),
      ...this.#service.getSemanticDiagnostics(this.#current)
    ].filter(item => item.start === undefined || item.start <= length);
    const problems = found.filter(
      item => !this.#isAssignment(item, cell.source) && !isTypeof(item, cell.source)
    );
    return { problems: problems.map(toProblem), pretty: this.#print(problems) };
  }

  /** A cell has run: its names are those that later cells see. */
  commit(cell: ICellText, count: number): void {
    this.#declare(cell, `${this.#folder}/cell${count}`, this.#scope);
    this.#ran.add(cell.source);
    this.#forget();
  }

  /** Forgets all cells. */
  reset(): void {
    this.#cells.clear();
    this.#scope.clear();
    this.#ran.clear();
  }

  complete({ cell, above, offset }: IPlace): ICompletionList | undefined {
    this.#set(cell, above, true);
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
    this.#set(cell, above);
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
    this.#set(cell, above);
    const info = this.#service.getQuickInfoAtPosition(this.#current, offset);
    if (!info) return undefined;
    const { textSpan, displayParts, documentation, tags } = info;
    const end = textSpan.start + textSpan.length;
    return { start: textSpan.start, end, ...documented(displayParts, documentation, tags) };
  }

  signature({ cell, above, offset }: IPlace): ISignature | undefined {
    this.#set(cell, above);
    const help = this.#service.getSignatureHelpItems(this.#current, offset, undefined);
    if (!help) return undefined;
    const item = help.items[help.selectedItemIndex];
    const text = ts.displayPartsToString;
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

  /**
   * The cell that is asked about, below cells of which some may not have run.
   * @param whole whether it sees also the names that it does not mention yet
   */
  #set(cell: ICellText, above: readonly ICellText[], whole = false): void {
    const scope: Scope = new Map(this.#scope);
    above.forEach((other, i) => {
      if (!this.#ran.has(other.source)) this.#declare(other, `${this.#folder}/above${i}`, scope);
    });
    this.#put(this.#current, this.#module(cell, scope, whole));
  }

  /** Makes a module of a cell, and enters its names. */
  #declare(cell: ICellText, module: string, scope: Scope): void {
    this.#put(`${module}.ts`, this.#module(cell, scope));
    const file = parse(cell.source);
    for (const name of [...declaredNames(file), ...Object.keys(cell.inputs ?? {})]) {
      scope.set(name, { module, writable: !isConstant(file, name) });
    }
  }

  #put(path: string, text: string): void {
    if (this.#cells.get(path)?.text === text) return;
    this.#cells.set(path, { text, version: ++this.#version });
  }

  /** The cell with what it takes from earlier ones and what it gives to later ones, behind its end. */
  #module({ source, device, inputs = {} }: ICellText, scope: Scope, whole = false): string {
    const file = parse(source);
    const declared = declaredNames(file);
    const outside = Object.entries(inputs).filter(([name]) => !declared.includes(name));
    const own = [...declared, ...outside.map(([name]) => name)];
    const imports = new Map<string, string[]>();
    for (const [name, { module }] of scope) {
      if (own.includes(name) || !(whole || mentions(source, name))) continue;
      imports.set(module, [...(imports.get(module) ?? []), name]);
    }
    const given = own.filter(name => !isExported(file, name));
    const taken = [...imports].map(
      ([module, names]) => `import { ${names.join(', ')} } from '${module}';`
    );
    const gpu = device === 'webgpu' ? this.#fromGpu([...own, ...scope.keys()]) : '';
    const received = outside.map(([name, type]) => `declare let ${name}: ${type};`).join(' ');
    return `${source}\n;${received}${gpu}${taken.join(' ')} export { ${given.join(', ')} };`;
  }

  /** The functions that make tensors are others where these are made on the GPU. */
  #fromGpu(taken: readonly string[]): string {
    const text = this.#shared.files.get(ON_GPU) ?? '';
    const names = [...text.matchAll(/^export declare const (\w+)/gm)].map(([, name]) => name);
    const free = names.filter(name => !taken.includes(name));
    return `import { ${free.join(', ')} } from '${ON_GPU.replace('.d.ts', '')}'; `;
  }

  /** Assigning to a variable of an earlier cell is no mistake, unless it is a constant. */
  #isAssignment({ code, start = 0, length = 0 }: ts.Diagnostic, source: string): boolean {
    return (
      code === ASSIGNED_IMPORT &&
      (this.#scope.get(source.slice(start, start + length))?.writable ?? false)
    );
  }

  #print(problems: readonly ts.Diagnostic[]): string {
    if (problems.length === 0) return '';
    // Places elsewhere would be told by paths that nobody knows.
    const alone = problems.map(problem => ({ ...problem, relatedInformation: undefined }));
    const text = ts.formatDiagnosticsWithColorAndContext(alone, {
      getCanonicalFileName: name => name,
      getCurrentDirectory: () => this.#folder,
      getNewLine: () => '\n'
    });
    // Grey and red cannot be read on the red of an error in a dark theme.
    return text
      .trimEnd()
      .replaceAll('\u001b[90m', '\u001b[0m')
      .replaceAll('\u001b[91m', '\u001b[1m');
  }

  /** Cells whose names are all taken by later ones, and which no module imports from any more. */
  #forget(): void {
    const used = new Set([...this.#scope.values()].map(({ module }) => `${module}.ts`));
    for (const { text } of this.#cells.values()) {
      for (const [, module] of text.matchAll(/from '(\/cells\d+\/\w+)';/g))
        used.add(`${module}.ts`);
    }
    for (const path of this.#cells.keys()) {
      if (path !== this.#current && !used.has(path)) this.#cells.delete(path);
    }
  }

  #host(): ts.LanguageServiceHost {
    const read = (path: string) => this.#cells.get(path)?.text ?? this.#shared.files.get(path);
    return {
      getCompilationSettings: () => OPTIONS,
      getScriptFileNames: () => [AMBIENT, MODULES, ...this.#cells.keys()],
      getScriptVersion: path => `${this.#cells.get(path)?.version ?? 0}`,
      getScriptSnapshot: path => {
        const text = read(path);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => this.#folder,
      getDefaultLibFileName: () => '/lib/lib.es2023.d.ts',
      fileExists: path => read(path) !== undefined,
      readFile: read,
      directoryExists: () => true,
      getDirectories: () => []
    };
  }
}

const MOST_ITEMS = 400;

/** `typeof name` is how one asks whether there is such a name. */
function isTypeof({ start = 0 }: ts.Diagnostic, source: string): boolean {
  return /\btypeof\s+$/.test(source.slice(0, start));
}

function parse(source: string): ts.SourceFile {
  return ts.createSourceFile('cell.ts', source, ts.ScriptTarget.ES2022);
}

/** A quick look; what is imported in vain does no harm. */
function mentions(source: string, name: string): boolean {
  return source.includes(name);
}

/** `// @ts-nocheck`, in the comments that the cell begins with. */
function isUnchecked(source: string): boolean {
  return /^(\s*(\/\/.*)?\n)*\s*\/\/\s*@ts-nocheck\b/.test(source);
}

function toProblem({
  start = 0,
  length = 0,
  category,
  code,
  messageText
}: ts.Diagnostic): IProblem {
  const severity = (['warning', 'error', 'info', 'info'] as const)[category];
  const message = ts.flattenDiagnosticMessageText(messageText, '\n');
  return { start, end: start + length, severity, message, code };
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
  return { declaration: ts.displayPartsToString(display), documentation: whole };
}
