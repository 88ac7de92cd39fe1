/** The names that a cell declares at its top level, of values and of types. */
import ts from 'typescript';

/** The names of a parsed cell, in order of their appearance. */
export function declaredNames(file: ts.SourceFile): string[] {
  return [...new Set(file.statements.flatMap(namesOf))];
}

/** Those that the cell exports by itself, as far as a modifier says so. */
export function isExported(file: ts.SourceFile, name: string): boolean {
  return file.statements.some(
    statement =>
      ts.canHaveModifiers(statement) &&
      ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) &&
      namesOf(statement).includes(name)
  );
}

/** Those that the cell declares as constants. */
export function isConstant(file: ts.SourceFile, name: string): boolean {
  return file.statements.some(
    statement =>
      ts.isVariableStatement(statement) &&
      (statement.declarationList.flags & ts.NodeFlags.Const) !== 0 &&
      namesOf(statement).includes(name)
  );
}

function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) => bound(name));
  }
  if (ts.isImportDeclaration(statement)) return imported(statement.importClause);
  const named =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isEnumDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    (ts.isModuleDeclaration(statement) && ts.isIdentifier(statement.name));
  return named && statement.name ? [statement.name.text] : [];
}

/** The names of a pattern: `{ a, b: [c] }`. */
function bound(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap(element =>
    ts.isOmittedExpression(element) ? [] : bound(element.name)
  );
}

function imported(clause: ts.ImportClause | undefined): string[] {
  if (!clause) return [];
  const { name, namedBindings } = clause;
  const own = name ? [name.text] : [];
  if (!namedBindings) return own;
  if (ts.isNamespaceImport(namedBindings)) return [...own, namedBindings.name.text];
  return [...own, ...namedBindings.elements.map(element => element.name.text)];
}
