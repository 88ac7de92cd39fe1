/**
 * Misspelt options of `display`, which takes any number of values and last its options: an object that is
 * none of these is a value, so that the types alone cannot tell.
 */
import ts from 'typescript';

const OPTIONS = ['id', 'digits', 'limit', 'raw'];

/** One that is misspelt: its place, and the option that is meant. */
export interface IMisspelt {
  node: ts.Node;
  name: string;
  meant: string;
}

export function misspeltOptions(file: ts.SourceFile, end: number): IMisspelt[] {
  if (!file.text.includes('display')) return [];
  const found: IMisspelt[] = [];
  const visit = (node: ts.Node): void => {
    if (node.pos >= end) return;
    if (ts.isCallExpression(node)) found.push(...misspeltIn(node));
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function misspeltIn({ expression, arguments: given }: ts.CallExpression): IMisspelt[] {
  if (!ts.isIdentifier(expression) || expression.text !== 'display') return [];
  const last = given.at(-1);
  if (given.length < 2 || !last || !ts.isObjectLiteralExpression(last)) return [];
  const names = last.properties.map(({ name }) => name);
  const texts = names.map(name => (name && ts.isIdentifier(name) ? name.text : ''));
  return names.flatMap((node, i) => {
    const name = texts[i];
    const meant = OPTIONS.find(option => option !== name && isNear(name, option));
    return node && meant && !OPTIONS.includes(name) ? [{ node, name, meant }] : [];
  });
}

/** Whether one letter more, less or other, or two exchanged, make one of the other. */
export function isNear(one: string, two: string): boolean {
  if (Math.abs(one.length - two.length) > 1 || one.length < 2) return false;
  let start = 0;
  while (start < one.length && one[start] === two[start]) start++;
  let end = 0;
  while (end < Math.min(one.length, two.length) - start && one.at(-1 - end) === two.at(-1 - end))
    end++;
  const [a, b] = [one.slice(start, one.length - end), two.slice(start, two.length - end)];
  return (a.length <= 1 && b.length <= 1) || (a.length === 2 && a === [...b].reverse().join(''));
}
