/**
 * Names that need not be there yet: a function may call one that a later cell declares, as functions of two
 * cells do that call each other.
 */
import ts from 'typescript';
import { isNear } from './options.js';

/**
 * Whether a name is unknown only in code that does not run with its cell.
 * @param knows whether a suggestion is a name of the cells', and not one that was misspelt
 */
export function isDeferred(
  { messageText, start = 0, length = 0 }: ts.Diagnostic,
  file: ts.SourceFile,
  knows: (name: string) => boolean
): boolean {
  const [, suggested] = /Did you mean '([^']+)'/.exec(String(messageText)) ?? [];
  const written = file.text.slice(start, start + length);
  if (suggested !== undefined && isNear(written, suggested) && !knows(suggested)) return false;
  const at = file.statements.findIndex(
    statement => start >= statement.pos && start < statement.end
  );
  const statement = file.statements[at];
  if (!statement || !isLater(statement, start)) return false;
  const running = namesThatRun(file);
  return !declaredBy(statement).some(name => running.has(name));
}

/** Whether a place is in the body of a function that a statement declares and does not call. */
function isLater(statement: ts.Statement, place: number): boolean {
  if (ts.isFunctionDeclaration(statement)) return isWithin(statement.body, place);
  if (ts.isClassDeclaration(statement)) {
    return statement.members.some(
      member => ts.isFunctionLike(member) && isWithin((member as ts.MethodDeclaration).body, place)
    );
  }
  if (!ts.isVariableStatement(statement)) return false;
  return statement.declarationList.declarations.some(
    ({ initializer }) =>
      initializer &&
      (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer)) &&
      isWithin(initializer.body, place)
  );
}

function isWithin(node: ts.Node | undefined, place: number): boolean {
  return node !== undefined && place >= node.pos && place < node.end;
}

function declaredBy(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) =>
      ts.isIdentifier(name) ? [name.text] : []
    );
  }
  const { name } = statement as ts.FunctionDeclaration;
  return name ? [name.text] : [];
}

/** The names that code mentions which runs with the cell, and functions that it may call. */
function namesThatRun(file: ts.SourceFile): Set<string> {
  const later = new Map<string, ts.Statement>();
  const running = new Set<string>();
  const waiting: ts.Node[] = [];
  for (const statement of file.statements) {
    if (isDeclaration(statement)) {
      for (const name of declaredBy(statement)) later.set(name, statement);
    } else waiting.push(statement);
  }
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    for (const name of identifiersIn(node)) {
      if (running.has(name)) continue;
      running.add(name);
      const called = later.get(name);
      if (called) waiting.push(called);
    }
  }
  return running;
}

/** A statement that runs nothing. */
function isDeclaration(statement: ts.Statement): boolean {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.every(
      ({ initializer }) =>
        initializer && (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer))
    );
  }
  // Imports and exports stand behind the cell itself.
  return (
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isImportDeclaration(statement) ||
    ts.isExportDeclaration(statement)
  );
}

function identifiersIn(node: ts.Node): string[] {
  const names: string[] = [];
  const visit = (part: ts.Node): void => {
    if (ts.isIdentifier(part)) names.push(part.text);
    ts.forEachChild(part, visit);
  };
  visit(node);
  return names;
}
