/**
 * The cells of one notebook as modules.
 *
 * The cell at hand is a module, and each one that has run the declarations of what it exports, written out
 * by the compiler: so that a type is known without those of all cells before it, however many there are. Of
 * each name a cell takes what the last cell that declared it exported, unless it declares the name itself.
 * All this stands behind the cell's end, so that every offset is the cell's.
 */
import ts from 'typescript';
import { asExpression } from './expression.js';
import { declarationsOf, type IDeclared, wordsOf } from './names.js';
import type { ICellText } from './protocol.js';

export const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  lib: [
    'lib.esnext.d.ts',
    'lib.webworker.d.ts',
    'lib.webworker.iterable.d.ts',
    'lib.webworker.asynciterable.d.ts'
  ],
  types: [],
  // With all of it types evolve: `const a = []; a.push(1)`. `lenient.ts` leaves out what is too strict.
  strict: true,
  useUnknownInCatchVariables: false,
  skipLibCheck: true
};

/** The file of the names that every cell has. */
const AMBIENT = '/ambient.d.ts';
/** The same where tensors are made on the GPU. */
/** What makes tensors on the devices that are not the CPU. */
const MAKERS_ON = { webgpu: '/ambient-webgpu.d.ts', kernel: '/ambient-kernel.d.ts' };
/** Modules that are imported by their address. */
const MODULES = '/modules.d.ts';
/** Names that only Node has, where cells run there. */
export const ON_NODE = '/node.d.ts';

/** Files that all notebooks share, with their parsed form. */
export interface IShared {
  files: ReadonlyMap<string, string>;
  registry: ts.DocumentRegistry;
}

/** Of each name the module that exports it, and how it was declared. */
type Scope = Map<string, { module: string; declared: IDeclared }>;

let projects = 0;

export class CellModules {
  readonly #shared: IShared;
  /** Its own, since projects share what is parsed. */
  readonly #folder = `/cells${++projects}`;
  /** The cell that is asked about. */
  readonly current = `${this.#folder}/cell.ts`;
  readonly service: ts.LanguageService;
  readonly #files = new Map<string, { text: string; version: number }>();
  /** The text from which the declarations of a cell above were made. */
  readonly #madeOf = new Map<string, string>();
  readonly #scope: Scope = new Map();
  /** The sources of cells that have run. */
  readonly #ran = new Set<string>();
  #version = 0;

  constructor(shared: IShared) {
    this.#shared = shared;
    this.service = ts.createLanguageService(this.#host(), shared.registry);
  }

  /**
   * The cell that is asked about, below cells of which some may not have run.
   * @param whole whether it sees also the names that it does not mention yet
   */
  set(cell: ICellText, above: readonly ICellText[], whole = false): void {
    const scope: Scope = new Map(this.#scope);
    above.forEach((other, i) => {
      if (!this.#ran.has(other.source)) this.#declare(other, `${this.#folder}/above${i}`, scope);
    });
    this.#put(this.current, this.#module(cell, scope, whole));
  }

  /** Enters the names of a cell that has run. */
  commit(cell: ICellText, count: number, kept?: readonly string[]): void {
    this.#declare(cell, `${this.#folder}/cell${count}`, this.#scope, kept);
    this.#ran.add(cell.source);
    this.#forget();
  }

  reset(): void {
    this.#files.clear();
    this.#madeOf.clear();
    this.#scope.clear();
    this.#ran.clear();
  }

  /** Whether an earlier cell declares a name. */
  isEarlier(name: string): boolean {
    return this.#scope.has(name);
  }

  /** Makes declarations of a cell, and enters its names. */
  #declare(cell: ICellText, module: string, scope: Scope, kept?: readonly string[]): void {
    const text = this.#module(cell, scope);
    if (this.#madeOf.get(module) !== text) {
      this.#madeOf.set(module, text);
      this.#put(this.current, text);
      const written = this.#declarations();
      this.#files.delete(`${module}.${written === undefined ? 'd.ts' : 'ts'}`);
      this.#put(`${module}.${written === undefined ? 'ts' : 'd.ts'}`, written ?? text);
    }
    const names = declarationsOf(parse(cell.source));
    for (const name of Object.keys(cell.inputs ?? {})) if (!names.has(name)) names.set(name, INPUT);
    const known = kept && new Set(kept);
    const isKept = (name: string, { isType }: IDeclared) => !known || isType || known.has(name);
    for (const [name, declared] of names)
      if (isKept(name, declared)) scope.set(name, { module, declared });
  }

  /** The declarations of the module at hand; undefined where the compiler cannot write them. */
  #declarations(): string | undefined {
    try {
      const { outputFiles } = this.service.getEmitOutput(this.current, true, true);
      const text = outputFiles.find(({ name }) => name.endsWith('.d.ts'))?.text;
      // Variables to be filled by a later cell.
      return text?.replace(EMPTY, '$1: any;');
    } catch {
      return undefined;
    }
  }

  #put(path: string, text: string): void {
    if (this.#files.get(path)?.text === text) return;
    this.#files.set(path, { text, version: ++this.#version });
  }

  /** The cell with what it takes from earlier ones and what it gives to later ones, behind its end. */
  #module({ source, device, inputs = {} }: ICellText, scope: Scope, whole = false): string {
    const own = declarationsOf(parse(source));
    const outside = Object.entries(inputs).filter(([name]) => !own.has(name));
    const isOwn = (name: string) => own.has(name) || outside.some(([other]) => other === name);
    const words = wordsOf(source);
    const imports = new Map<string, string[]>();
    const taken: string[] = [];
    for (const [name, { module, declared }] of scope) {
      if (isOwn(name) || !(whole || words.has(name))) continue;
      const keyword = declared.writable ? 'let' : 'const';
      if (declared.isVariable)
        taken.push(`declare ${keyword} ${name}: typeof import('${module}').${name};`);
      else imports.set(module, [...(imports.get(module) ?? []), name]);
    }
    for (const [module, names] of imports)
      taken.push(`import { ${names.join(', ')} } from '${module}';`);
    const given = [...own].filter(([, { isExported }]) => !isExported).map(([name]) => name);
    given.push(...outside.map(([name]) => name));
    const makers =
      device === 'cpu'
        ? ''
        : this.#makersOn(device, [...own.keys(), ...Object.keys(inputs), ...scope.keys()]);
    const received = outside.map(([name, type]) => `declare let ${name}: ${type};`).join(' ');
    return `${asExpression(source).text}\n;${received}${makers}${taken.join(' ')} export { ${given.join(', ')} };`;
  }

  /** The functions that make tensors are others where these are made on another device. */
  #makersOn(device: keyof typeof MAKERS_ON, taken: readonly string[]): string {
    const path = MAKERS_ON[device];
    const text = this.#shared.files.get(path) ?? '';
    const names = [...text.matchAll(/^export declare const (\w+)/gm)].map(([, name]) => name);
    const free = names.filter(name => !taken.includes(name));
    return `import { ${free.join(', ')} } from '${path.replace('.d.ts', '')}'; `;
  }

  /** Cells whose names are all taken by later ones, and which no module imports from any more. */
  #forget(): void {
    const used = new Set([...this.#scope.values()].map(({ module }) => module));
    for (const [path, { text }] of this.#files) {
      if (path === this.current) continue;
      for (const [, module] of text.matchAll(/["'](\/cells\d+\/\w+)["']/g)) used.add(module);
    }
    for (const path of this.#files.keys()) {
      const module = path.replace(/(?:\.d)?\.ts$/, '');
      if (path === this.current || used.has(module)) continue;
      this.#files.delete(path);
      this.#madeOf.delete(module);
    }
  }

  #host(): ts.LanguageServiceHost {
    const read = (path: string) => this.#files.get(path)?.text ?? this.#shared.files.get(path);
    return {
      getCompilationSettings: () => OPTIONS,
      // All else is found by what these import.
      getScriptFileNames: () =>
        [AMBIENT, MODULES, ON_NODE, this.current].filter(path => read(path) !== undefined),
      getScriptVersion: path => `${this.#files.get(path)?.version ?? 0}`,
      getScriptSnapshot: path => {
        const text = read(path);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => this.#folder,
      getDefaultLibFileName: () => '/lib/lib.esnext.d.ts',
      fileExists: path => read(path) !== undefined,
      readFile: read,
      directoryExists: () => true,
      getDirectories: () => []
    };
  }
}

const EMPTY = /^((?:export )?declare (?:let|var) [\w$]+): (?:null|undefined);/gm;

/** A value from Python. */
const INPUT: IDeclared = { writable: true, isVariable: true, isType: false, isExported: false };

function parse(source: string): ts.SourceFile {
  return ts.createSourceFile('cell.ts', source, ts.ScriptTarget.ESNext, true);
}
