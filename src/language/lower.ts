/**
 * The parts of a cell that the fast compiler of the sandbox does not know: namespaces, decorators and
 * `accessor` are written out by TypeScript itself, each statement on the lines that it had.
 */
import ts from 'typescript';
import { mayNeedLowering } from './quick.js';

/** The cell's source without them; undefined where it has none. */
export function lowered(source: string): string | undefined {
  if (!mayNeedLowering(source)) return undefined;
  const file = ts.createSourceFile('cell.ts', source, ts.ScriptTarget.ESNext, true);
  let text = source;
  let isChanged = false;
  const statements = mergedNamespaces(file);
  for (const { start, end } of statements.reverse()) {
    const part = source.slice(start, end);
    const js = emitted(part);
    const lines = part.split('\n').length - js.split('\n').length;
    text = text.slice(0, start) + js + '\n'.repeat(Math.max(0, lines)) + text.slice(end);
    isChanged = true;
  }
  return isChanged ? text : undefined;
}

/** The statements to write out; those of one namespace, and what it merges with, as one. */
function mergedNamespaces(file: ts.SourceFile): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  const { statements } = file;
  statements.forEach((statement, i) => {
    if (!needsLowering(statement)) return;
    let first = i;
    // A namespace that adds to a function, a class or an enum is written after it.
    const name = nameOf(statement);
    while (
      first > 0 &&
      ts.isModuleDeclaration(statement) &&
      name &&
      nameOf(statements[first - 1]) === name
    )
      first--;
    const start = statements[first].getStart(file);
    const last = found.at(-1);
    if (last && start < last.end) last.end = statement.end;
    else found.push({ start, end: statement.end });
  });
  return found;
}

function nameOf(statement: ts.Statement): string | undefined {
  const { name } = statement as ts.FunctionDeclaration;
  return name && ts.isIdentifier(name) ? name.text : undefined;
}

function needsLowering(statement: ts.Statement): boolean {
  if (ts.isModuleDeclaration(statement)) {
    return !(
      ts.canHaveModifiers(statement) &&
      ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword)
    );
  }
  let found = false;
  const visit = (node: ts.Node): void => {
    found ||=
      ts.isDecorator(node) ||
      (ts.isPropertyDeclaration(node) &&
        (node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AccessorKeyword) ?? false));
    if (!found) ts.forEachChild(node, visit);
  };
  visit(statement);
  return found;
}

/** JavaScript on as few lines as it can be. */
function emitted(source: string): string {
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      removeComments: true
    }
  });
  const file = ts.createSourceFile('cell.js', outputText, ts.ScriptTarget.ESNext, true);
  const text = ts.createPrinter({ removeComments: true }).printFile(file).trimEnd();
  return joined(text).replace(/^"use strict"; /, '');
}

/** The lines of a program as one, but for those of templates. */
function joined(text: string): string {
  const file = ts.createSourceFile('cell.js', text, ts.ScriptTarget.ESNext, true);
  const templates: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTemplateLiteralToken(node)) templates.push(node);
    ts.forEachChild(node, visit);
  };
  visit(file);
  const isKept = (at: number) => templates.some(({ pos, end }) => at > pos && at < end);
  return text.replace(/\n/g, (line, at: number) => (isKept(at) ? line : ' '));
}
