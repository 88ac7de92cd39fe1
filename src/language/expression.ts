/** A cell as TypeScript reads it where its last expression is an object. */
import ts from 'typescript';
import { findObject, parenthesised } from './literal.js';

/** The source, and the place at which characters were put in, if any were. */
export interface IExpressionText {
  text: string;
  at?: number;
}

export function asExpression(source: string): IExpressionText {
  const object = findObject(source, text => syntaxErrors(text).length === 0);
  return object ? { text: parenthesised(source, object), at: object.start } : { text: source };
}

/** Of a text alone: behind the end of a cell an open bracket would be closed by what the cell gives to others. */
export function syntaxErrors(text: string): readonly ts.Diagnostic[] {
  const file = ts.createSourceFile('cell.ts', text, ts.ScriptTarget.ESNext);
  return (file as unknown as { parseDiagnostics: readonly ts.Diagnostic[] }).parseDiagnostics;
}
