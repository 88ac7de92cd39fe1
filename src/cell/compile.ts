/**
 * Compiling a cell: TypeScript in, an async function's source out. Pure; `scope.ts` runs it.
 *
 * The cell becomes the body of an async function, so that `await` works and its variables are fast
 * locals. Its top-level declarations are handed to the scope as live accessors, as the exports of an
 * ES module are live: later cells read and write the very variables that the cell's own functions see.
 * The value of the last expression is returned. Every line stays on its line.
 */
import {
  type ClassDeclaration,
  type FunctionDeclaration,
  type Node,
  Parser,
  type Pattern,
  type Program,
  type VariableDeclaration
} from 'acorn';
import { transform } from 'sucrase';
import { findObject, type IRange, noAddress, OPENING, parenthesised } from '../language/index.js';
import { AWAITED, markAwaits } from './awaits.js';
import { syntaxWords } from './syntax.js';

export interface ICompiled {
  /** The source of an async function expression; it takes the function that receives its bindings. */
  js: string;
  /** The names that the cell declares at its top level. */
  declared: string[];
  /** The column in the cell of a column of `js`, both 1-based, where it can be told. */
  columnIn: (line: number, column: number) => number | undefined;
}

/** A top-level name of a cell: how to read it, and how to write it where it is no constant. */
export type Binding = [name: string, get: () => unknown, set?: (value: unknown) => void];

/** A cell that is no TypeScript. */
export class CompileError extends Error {
  override readonly name = 'SyntaxError';
  constructor(
    message: string,
    /** 1-based, in the cell. */
    readonly line: number,
    /** 1-based. */
    readonly column: number
  ) {
    super(message);
  }
}

/** The parameter to which a compiled cell hands its bindings. */
const HOOKS = '__invertible__';

/**
 * @param source TypeScript; of a `%%ts` cell with an empty first line
 * @throws CompileError
 */
export function compile(source: string): ICompiled {
  try {
    return compiled(source);
  } catch (error) {
    throw isTooDeep(error) ? new CompileError(TOO_DEEP, 1, 1) : error;
  }
}

/** Parsers go as deep as expressions do. */
const TOO_DEEP = 'An expression of this cell is nested too deeply; write it in parts.';

function isTooDeep(error: unknown): boolean {
  return /call stack|too much recursion/.test(String((error as Error).message));
}

function compiled(source: string): ICompiled {
  const object = objectAtEnd(source);
  const text = object ? parenthesised(source, object) : source;
  const js = stripTypes(text);
  const program = parseModule(js);
  // Within each other in this order where they are at one place.
  const { starts, ends } = markAwaits(program);
  const edits: IEdit[] = [...starts];
  const names: IDeclared[] = [];
  for (const node of program.body) {
    if (node.type === 'ImportDeclaration') edits.push(rewriteImport(js, node, names));
    else if (node.type.startsWith('Export')) edits.push(...unexport(js, node, names));
    else collectNames(node, names);
  }
  collectNestedVars(program, names);
  const last = program.body.findLast(node => node.type !== 'EmptyStatement');
  if (last?.type === 'ExpressionStatement') edits.push(...captureValue(js, last));
  edits.push(...ends);
  const declared = [...new Map(names.map(name => [name.name, name])).values()];
  const accessors = declared.map(accessor).join(', ');
  const head = `(async function (${HOOKS}, ${AWAITED}) { "use strict"; ${HOOKS}([${accessors}]);`;
  return {
    js: `${head}${applyEdits(js, edits)}\n})`,
    declared: declared.map(({ name }) => name),
    // The code before the cell stands in the cell's first line.
    columnIn: (line, column) =>
      withoutParenthesis(
        source,
        object,
        line,
        columnInSource(text, js, edits, line, line === 1 ? column - head.length : column)
      )
  };
}

/**
 * The source's column for one of the compiled cell; undefined where types were stripped from the
 * line, so that columns no longer correspond.
 */
function columnInSource(
  source: string,
  js: string,
  edits: readonly IEdit[],
  line: number,
  column: number
): number | undefined {
  const text = source.split('\n')[line - 1];
  if (text === undefined || text !== js.split('\n')[line - 1]) return undefined;
  const lineStart =
    js
      .split('\n')
      .slice(0, line - 1)
      .join('\n').length + (line > 1 ? 1 : 0);
  let mapped = column;
  for (const { start, end, text: by } of [...edits].sort((a, b) => a.start - b.start)) {
    if (start < lineStart || start !== end) continue;
    // An insertion moves all behind it to the right, by its length.
    if (start - lineStart >= mapped - by.length) break;
    mapped -= by.length;
  }
  return mapped >= 1 && mapped <= text.length + 1 ? mapped : undefined;
}

/** The object that the cell ends with, unless it is a block. */
export function objectAtEnd(source: string): IRange | undefined {
  if (endsOtherwise(source)) return undefined;
  return findObject(source, text => {
    try {
      parseModule(stripTypes(text));
      return !text.startsWith('({') || !isBlock(text.slice(1, -1));
    } catch {
      return false;
    }
  });
}

/** Whether a cell ends with something that is no block, and needs no second look. */
function endsOtherwise(source: string): boolean {
  if (!/[{}]/.test(source)) return true;
  try {
    const last = parseModule(stripTypes(source)).body.findLast(
      ({ type }) => type !== 'EmptyStatement'
    );
    return last?.type !== 'BlockStatement';
  } catch {
    return false;
  }
}

/** Whether a block does something: sucrase takes `f();` in an object for a signature, and strips it. */
function isBlock(text: string): boolean {
  let body: Node[];
  try {
    const [block] = parseModule(stripTypes(text)).body;
    body = block?.type === 'BlockStatement' ? block.body : [];
  } catch {
    return false;
  }
  const [only] = body;
  if (body.length !== 1) return body.length > 1;
  if (only.type === 'LabeledStatement') return false;
  const { expression } = only as Node & { expression?: Node };
  return expression?.type !== 'Identifier' && expression?.type !== 'SequenceExpression';
}

/** A column without the parenthesis before the object. */
function withoutParenthesis(
  source: string,
  object: IRange | undefined,
  line: number,
  column: number | undefined
): number | undefined {
  if (!object || column === undefined) return column;
  const before = source.slice(0, object.start).split('\n');
  return before.length === line && column > before[line - 1].length
    ? column - OPENING.length
    : column;
}

function stripTypes(source: string): string {
  try {
    return transform(source, {
      transforms: ['typescript'],
      disableESTransforms: true,
      keepUnusedImports: true
    }).code;
  } catch (error) {
    throw toCompileError(error, 1, source);
  }
}

/** A name that a cell exports may be one of an earlier cell. */
const CellParser = Parser.extend(
  base =>
    class extends base {
      checkLocalExport(): void {}
    }
);

function parseModule(js: string): Program {
  try {
    return CellParser.parse(js, {
      ecmaVersion: 'latest',
      sourceType: 'module',
      allowAwaitOutsideFunction: true
    });
  } catch (error) {
    throw toCompileError(error, 0, js);
  }
}

/**
 * sucrase says `Error transforming …: message (2:5)`, acorn `message (2:5)`.
 * @param first the number of the first column: sucrase counts from 1, acorn from 0
 */
function toCompileError(error: unknown, first: number, source: string): CompileError {
  if (isTooDeep(error)) return new CompileError(TOO_DEEP, 1, 1);
  const { message, loc } = error as { message: string; loc?: { line: number; column: number } };
  const text = message.replace(/^Error transforming [^:]*: /, '').replace(/ \(\d+:\d+\)$/, '');
  const line = loc?.line ?? 1;
  const column = (loc?.column ?? first) + 1 - first;
  return new CompileError(syntaxWords(text, source, line, column), line, column);
}

interface IEdit {
  start: number;
  end: number;
  text: string;
}

interface IDeclared {
  name: string;
  /** Whether later cells may assign to it. */
  mutable: boolean;
}

/** `["A", () => A, v => { A = v }]`; a const has no setter. */
function accessor({ name, mutable }: IDeclared): string {
  const value = name === 'v' ? 'w' : 'v';
  const set = mutable ? `, (${value}) => { ${name} = ${value}; }` : '';
  return `["${name}", () => ${name}${set}]`;
}

function collectNames(node: Node, names: IDeclared[]): void {
  if (node.type === 'VariableDeclaration') {
    const { kind, declarations } = node as VariableDeclaration;
    const mutable = kind === 'let' || kind === 'var';
    for (const { id } of declarations) addPattern(id, mutable, names);
  } else if (node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration') {
    names.push({ name: (node as FunctionDeclaration | ClassDeclaration).id.name, mutable: true });
  }
}

function addPattern(pattern: Pattern | null, mutable: boolean, names: IDeclared[]): void {
  switch (pattern?.type) {
    case 'Identifier':
      names.push({ name: pattern.name, mutable });
      break;
    case 'ObjectPattern':
      for (const property of pattern.properties) {
        addPattern(
          property.type === 'Property' ? property.value : property.argument,
          mutable,
          names
        );
      }
      break;
    case 'ArrayPattern':
      for (const element of pattern.elements) addPattern(element, mutable, names);
      break;
    case 'AssignmentPattern':
      addPattern(pattern.left, mutable, names);
      break;
    case 'RestElement':
      addPattern(pattern.argument, mutable, names);
      break;
  }
}

/** `var` in a block belongs to the whole cell, as it belongs to the whole script elsewhere. */
function collectNestedVars(program: Program, names: IDeclared[]): void {
  // Not by recursion: a sum of ten thousand terms is as deep.
  const waiting: unknown[] = [program];
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (Array.isArray(node)) waiting.push(...node);
    if (typeof node !== 'object' || node === null || Array.isArray(node)) continue;
    const { type } = node as { type?: string };
    if (type && /Function|Class/.test(type)) continue;
    if (type === 'VariableDeclaration' && (node as VariableDeclaration).kind === 'var') {
      collectNames(node as Node, names);
    }
    waiting.push(...Object.values(node));
  }
}

type ImportNode = Extract<Program['body'][number], { type: 'ImportDeclaration' }>;

/** `import a, { b as c } from 'url'` as `const { default: a, b: c } = await import('url')`. */
function rewriteImport(js: string, node: ImportNode, names: IDeclared[]): IEdit {
  const { raw, value } = node.source;
  if (!/^[a-z][a-z\d+.-]*:/i.test(String(value))) {
    const { line, column } = placeOf(js, node.source.start);
    throw new CompileError(noAddress(String(value)), line, column);
  }
  const attributes = node.attributes.map(({ start, end }) => js.slice(start, end));
  const options = attributes.length > 0 ? `, { with: { ${attributes.join(', ')} } }` : '';
  const module = `await import(${raw}${options})`;
  const fields: string[] = [];
  let namespace: string | undefined;
  for (const specifier of node.specifiers) {
    const local = specifier.local.name;
    names.push({ name: local, mutable: false });
    if (specifier.type === 'ImportNamespaceSpecifier') namespace = local;
    else if (specifier.type === 'ImportDefaultSpecifier') fields.push(`default: ${local}`);
    else {
      const { imported } = specifier;
      const name = imported.type === 'Identifier' ? imported.name : String(imported.raw);
      fields.push(`${name}: ${local}`);
    }
  }
  const parts = [];
  if (namespace) parts.push(`${namespace} = ${module}`);
  if (fields.length) parts.push(`{ ${fields.join(', ')} } = ${namespace ?? module}`);
  const lines = js.slice(node.start, node.end).split('\n').length - 1;
  const text = `${parts.length ? `const ${parts.join(', ')}` : module};${'\n'.repeat(lines)}`;
  return { start: node.start, end: node.end, text };
}

/** A cell exports nothing, but pasted code may: keep the declaration, drop the keyword. */
function unexport(js: string, node: Node, names: IDeclared[]): IEdit[] {
  const { declaration, source } = node as unknown as { declaration?: Node; source?: unknown };
  if (source) {
    const { line, column } = placeOf(js, node.start);
    throw new CompileError('a cell cannot re-export; import the names instead', line, column);
  }
  const end = declaration?.start ?? node.end;
  const blank = js.slice(node.start, end).replace(/[^\n]/g, ' ');
  if (declaration && (node.type === 'ExportNamedDeclaration' || hasName(declaration))) {
    collectNames(declaration, names);
  } else if (declaration) {
    // Without a name it is an expression.
    return [
      { start: node.start, end, text: `;${blank.slice(1)}(` },
      { start: declaration.end, end: declaration.end, text: ');' }
    ];
  }
  return [{ start: node.start, end, text: blank }];
}

function hasName(declaration: Node): boolean {
  return Boolean((declaration as Partial<FunctionDeclaration>).id);
}

/** 1-based. */
function placeOf(js: string, at: number): { line: number; column: number } {
  const lines = js.slice(0, at).split('\n');
  return { line: lines.length, column: lines[lines.length - 1].length + 1 };
}

/** The last expression becomes what the function returns; what follows it (`)`, a comment) stays. */
function captureValue(js: string, node: { start: number; end: number; expression: Node }): IEdit[] {
  const { end } = node.expression;
  const tail = js.slice(end, node.end).replace(/;$/, '');
  return [
    { start: node.start, end: node.start, text: 'return (' },
    { start: end, end: node.end, text: `${tail});` }
  ];
}

function applyEdits(js: string, edits: IEdit[]): string {
  return edits
    .sort((a, b) => b.start - a.start || b.end - a.end)
    .reduce((text, { start, end, text: by }) => text.slice(0, start) + by + text.slice(end), js);
}
