/** The names that a cell declares at its top level, of values and of types. */
import ts from 'typescript';

export interface IDeclared {
  /** Whether later cells may assign to it. */
  writable: boolean;
  /** A variable and nothing else; all others may be types too. */
  isVariable: boolean;
  /** Whether it is a type alone, of which nothing is there when the cell runs. */
  isType: boolean;
  /** Whether the cell exports it by itself. */
  isExported: boolean;
}

/** The names of a parsed cell, in order of their appearance. */
export function declarationsOf(file: ts.SourceFile): Map<string, IDeclared> {
  const found = new Map<string, IDeclared>();
  const add = (name: string, declared: IDeclared) => {
    const before = found.get(name);
    found.set(name, before ? merged(before, declared) : declared);
  };
  for (const statement of file.statements) addStatement(statement, add);
  for (const list of nestedVars(file)) addVariables(list, false, add);
  for (const name of exportedNames(file)) {
    const declared = found.get(name);
    if (declared) found.set(name, { ...declared, isExported: true });
  }
  return found;
}

type Add = (name: string, declared: IDeclared) => void;

function merged(one: IDeclared, two: IDeclared): IDeclared {
  return {
    writable: one.writable && two.writable,
    isVariable: one.isVariable && two.isVariable,
    isType: one.isType && two.isType,
    isExported: one.isExported || two.isExported
  };
}

function addStatement(statement: ts.Statement, add: Add): void {
  const isExported = hasModifier(statement, ts.SyntaxKind.ExportKeyword);
  // A default export is one of another name.
  const isNamed = isExported && !hasModifier(statement, ts.SyntaxKind.DefaultKeyword);
  if (ts.isVariableStatement(statement)) {
    addVariables(statement.declarationList, isNamed, add);
    return;
  }
  const alias = { writable: false, isVariable: false, isType: false, isExported: isNamed };
  if (ts.isImportDeclaration(statement)) {
    for (const name of imported(statement.importClause)) add(name, alias);
    return;
  }
  const isType = ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement);
  const isNamedStatement =
    isType ||
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isEnumDeclaration(statement) ||
    ts.isImportEqualsDeclaration(statement) ||
    (ts.isModuleDeclaration(statement) && ts.isIdentifier(statement.name));
  if (isNamedStatement && statement.name) add(statement.name.text, { ...alias, isType });
}

function hasModifier(statement: ts.Statement, kind: ts.SyntaxKind): boolean {
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement)?.some(modifier => modifier.kind === kind) ?? false)
  );
}

function addVariables(list: ts.VariableDeclarationList, isExported: boolean, add: Add): void {
  // `using` is a constant too.
  const writable = (list.flags & ts.NodeFlags.Const) === 0 && !isUsing(list);
  for (const { name } of list.declarations) {
    for (const text of bound(name))
      add(text, { writable, isVariable: true, isType: false, isExported });
  }
}

function isUsing(list: ts.VariableDeclarationList): boolean {
  return (list.flags & ts.NodeFlags.BlockScoped) === ts.NodeFlags.Using;
}

/** `var` in a block belongs to the whole cell. */
function nestedVars(file: ts.SourceFile): ts.VariableDeclarationList[] {
  const found: ts.VariableDeclarationList[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node) || ts.isModuleDeclaration(node)) return;
    if (ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.BlockScoped) === 0) {
      if (!ts.isVariableStatement(node.parent) || node.parent.parent !== file) found.push(node);
    }
    // An expression declares nothing, and may be deep.
    if (!ts.isExpression(node)) ts.forEachChild(node, visit);
  };
  ts.forEachChild(file, visit);
  return found;
}

/** `export { a }`, of names of the cell itself. */
function exportedNames(file: ts.SourceFile): string[] {
  return file.statements.flatMap(statement => {
    if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier) return [];
    const clause = statement.exportClause;
    return clause && ts.isNamedExports(clause) ? clause.elements.map(({ name }) => name.text) : [];
  });
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

/** The words of a text that may be names. */
export function wordsOf(source: string): Set<string> {
  return new Set(source.match(/[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/gu) ?? []);
}
