/** A last expression `{a: 1, b: 2}`, which TypeScript reads as a block. */
import ts from 'typescript';

export interface IExpressionText {
  text: string;
  /** The place at which `SHIFT` characters were put in. */
  at?: number;
}

/** The statement before may end without a semicolon. */
const OPENING = ';(';
export const SHIFT = OPENING.length;

/** The source with its last statement as an expression, where that is an object and no block. */
export function asExpression(source: string): IExpressionText {
  if (!/\{[\s\S]*\}\s*(?:\/\/.*\s*|\/\*[\s\S]*?\*\/\s*)*$/.test(source)) return { text: source };
  const file = ts.createSourceFile('cell.ts', source, ts.ScriptTarget.ESNext);
  const at = file.statements.findLast(ts.isBlock)?.getStart(file);
  if (at === undefined) return { text: source };
  const literal = `${OPENING}${source.slice(at)}\n)`;
  if (!isObject(literal)) return { text: source };
  return { text: `${source.slice(0, at)}${literal}`, at };
}

function isObject(text: string): boolean {
  const file = ts.createSourceFile('literal.ts', text, ts.ScriptTarget.ESNext);
  const { parseDiagnostics } = file as unknown as { parseDiagnostics: readonly unknown[] };
  const [only, ...others] = file.statements.slice(1);
  return (
    parseDiagnostics.length === 0 &&
    only !== undefined &&
    others.length === 0 &&
    ts.isExpressionStatement(only) &&
    ts.isParenthesizedExpression(only.expression) &&
    ts.isObjectLiteralExpression(only.expression.expression)
  );
}
