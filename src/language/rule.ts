/** A rule by which a finding of the compiler is told in other words. */
import ts from 'typescript';

/** @returns undefined where the rule has nothing to say */
export type Rule = (text: string, place: IPlaceOf) => string | undefined;

/** The source at the place of a finding. */
export interface IPlaceOf {
  code: number;
  /** The text that is marked. */
  marked: string;
  /** The line of the cell where it begins. */
  line: string;
  node: ts.Node | undefined;
  file: ts.SourceFile | undefined;
  related: string;
  /** Whether a name is a constant that an earlier cell declares. */
  isEarlier: (name: string) => boolean;
}

/** A text of the cell where it is short enough for a message. */
export function short(text: string, instead: string): string {
  return text.length <= 40 && !text.includes('\n') ? text : instead;
}

/** The call that a place is in, as its name or as one of its arguments. */
export function callOf(node: ts.Node | undefined): ts.CallExpression | undefined {
  let at = node && ts.isCallExpression(node) ? node.parent : node;
  while (at && !ts.isCallExpression(at)) at = at.parent;
  return at;
}
