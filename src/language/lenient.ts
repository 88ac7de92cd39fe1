/**
 * The severity of the compiler's findings in a notebook.
 *
 * `strict` is kept for what it infers. Of what it refuses, an error stays one; a type that is missing is no
 * mistake yet; and what may be right when the cell runs (`map.get(key).push(x)`) is a warning.
 */
import ts from 'typescript';
import { isDeferred } from './deferred.js';

/** A type that is missing: "implicitly has an 'any' type", and `this` without one. */
const MISSING_TYPES: ReadonlySet<number> = new Set([
  2683, 7005, 7006, 7008, 7009, 7010, 7011, 7013, 7015, 7016, 7017, 7018, 7019, 7020, 7022, 7023,
  7024, 7025, 7031, 7032, 7033, 7034, 7036, 7041, 7051, 7053, 7055, 7057
]);

/** "Possibly null": the program may know better. */
const POSSIBLY: ReadonlySet<number> = new Set([
  2531, 2532, 2533, 2721, 2722, 2723, 18047, 18048, 18049
]);

/** Doubtful, but it runs: comparisons that are always false, fields and variables that nothing sets. */
const DOUBTFUL: ReadonlySet<number> = new Set([
  2367, 2454, 2564, 1345, 2571, 2695, 2845, 2774, 2801, 2839, 2869, 2870, 2871, 2872, 2873, 2881,
  7027, 7028, 18046
]);

/** Those that say of a type that it does not fit. */
const MISFITS: ReadonlySet<number> = new Set([
  2322, 2339, 2345, 2349, 2351, 2362, 2363, 2365, 2461, 2464, 2488, 2504, 2538, 2698, 2769, 18050
]);

/** "Cannot find name". */
export const UNKNOWN_NAMES: ReadonlySet<number> = new Set([
  2304, 2552, 2580, 2581, 2582, 2583, 2584, 2585, 2591, 2592, 2593, 18004
]);

/** Objects whose members are methods: an index into them is a mistake, and no dictionary. */
const NO_DICTIONARIES =
  /index type '(?:(?:Gpu|Kernel)?Tensor|CellMatrix|Map<.*|Set<.*|Promise<.*|Date|Number|Boolean)/;

/** "Too large for control flow analysis": what comes later is checked in part. */
export const TOO_LONG = 2563;

export type Severity = 'error' | 'warning';

/** @returns undefined for what is no mistake in a notebook */
export function severityOf(
  diagnostic: ts.Diagnostic,
  checker: ts.TypeChecker,
  knows: (name: string) => boolean
): Severity | undefined {
  const { code, category, file, start = 0 } = diagnostic;
  const text = ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n');
  if (category !== ts.DiagnosticCategory.Error) return 'warning';
  if (code === 7053 && NO_DICTIONARIES.test(text)) return 'error';
  if (MISSING_TYPES.has(code)) return undefined;
  if (code === TOO_LONG) return 'warning';
  if (DOUBTFUL.has(code)) return isAnnotated(diagnostic, checker) ? 'error' : 'warning';
  if (POSSIBLY.has(code)) {
    const isMeant = isAnnotated(diagnostic, checker) || isCertainlyNull(diagnostic, checker);
    return isMeant ? 'error' : 'warning';
  }
  if (MISFITS.has(code)) return isPedantic(text) || isSeeded(diagnostic) ? 'warning' : 'error';
  // A function that takes what it is given.
  if (code === 2554 && file && /\barguments\b/.test(file.text)) return 'warning';
  if (UNKNOWN_NAMES.has(code) && file) {
    // `typeof name` is how one asks whether there is such a name.
    if (/\btypeof\s+$/.test(file.text.slice(Math.max(0, start - 100), start))) return undefined;
    return isDeferred(diagnostic, file, knows) ? 'warning' : 'error';
  }
  return 'error';
}

/** Doubts that are meant where the cell gives a type itself: "no overlap", "is of type 'unknown'". */
const ANNOTATED: ReadonlySet<number> = new Set([2367, 18046]);

/** Whether the cell itself gives a type to what is asked about: `s: string | null` is meant as it stands. */
function isAnnotated(
  { code, file, start = 0, length = 0 }: ts.Diagnostic,
  checker: ts.TypeChecker
): boolean {
  if (!ANNOTATED.has(code) && !POSSIBLY.has(code)) return false;
  const node = file && nodeAt(file, start, length);
  if (!node) return false;
  const parts = ts.isBinaryExpression(node) ? [node.left, node.right] : [node];
  return parts.some(part => {
    const declaration = checker.getSymbolAtLocation(part)?.valueDeclaration;
    const type = declaration && (declaration as ts.VariableDeclaration).type;
    // `declare let x: typeof import(…).x` is what an earlier cell declared, and others may have set.
    return type !== undefined && type.getSourceFile() === file && !ts.isImportTypeNode(type);
  });
}

/** Whether the variable is null here for all that is known, though it could be something else. */
function isCertainlyNull({ file, start = 0, length = 0 }: ts.Diagnostic, checker: ts.TypeChecker) {
  const node = file && nodeAt(file, start, length);
  if (!node || !ts.isIdentifier(node)) return false;
  const { flags } = checker.getTypeAtLocation(node);
  return (flags & ~(ts.TypeFlags.Null | ts.TypeFlags.Undefined)) === 0;
}

/**
 * Whether a type does not fit only since it is not known: `unknown`, `never` (an empty array that was never
 * filled, for all that the compiler sees), or null beside what fits.
 */
function isPedantic(text: string): boolean {
  if (
    /'(?:never|unknown|never\[\]|null|undefined)'/.test(
      lastOf(text, /to (?:parameter of )?type ('.*')/)
    )
  )
    return true;
  // An object that is filled later; what may be null; nested arrays, of which only the program knows how deep.
  if (/does not exist on type '(?:\{\}|.* \| (?:undefined|null)|Nested(?:<\w+>)?)'/.test(text))
    return true;
  if (
    /^Type 'Nested(?:<\w+>)?' must have|applied to types '[^']* \| (?:void|undefined)'/.test(text)
  )
    return true;
  if (
    /(?:on|of|from|types?) '(?:unknown|never)'|and 'unknown'|<never>'|'undefined' cannot be used as/.test(
      text
    )
  )
    return true;
  const pairs = text.matchAll(
    /(?:Argument of type|Type) '(.+)' is not assignable to (?:parameter of )?type '(.+)'/g
  );
  for (const [, from, to] of pairs) {
    const members = from.split(' | ');
    const others = members.filter(member => member !== 'undefined' && member !== 'null');
    const wanted = to.split(' | ');
    const isPart = others.length > 0 && others.length < members.length;
    if (isPart && others.every(other => wanted.includes(other))) return true;
  }
  return /'[^']+ \| (?:undefined|null)' must have a/.test(text);
}

/** Whether a call is given an empty array or object to fill, as `reduce` is: its type says nothing. */
function isSeeded({ code, file, start = 0, length = 0 }: ts.Diagnostic): boolean {
  let node = (code === 2769 || code === 2345) && file ? nodeAt(file, start, length) : undefined;
  while (node && !ts.isCallExpression(node)) node = node.parent;
  return (
    node?.arguments.some(
      argument =>
        (ts.isArrayLiteralExpression(argument) && argument.elements.length === 0) ||
        (ts.isObjectLiteralExpression(argument) && argument.properties.length === 0)
    ) ?? false
  );
}

function lastOf(text: string, pattern: RegExp): string {
  return [...text.matchAll(new RegExp(pattern, 'g'))].at(-1)?.[1] ?? '';
}

/** The node that has just this place in a file. */
export function nodeAt(file: ts.SourceFile, start: number, length: number): ts.Node | undefined {
  const find = (node: ts.Node): ts.Node | undefined => {
    if (start < node.getStart(file) || start + length > node.getEnd()) return undefined;
    const inner = ts.forEachChild(node, find);
    if (inner) return inner;
    return node.getStart(file) === start && node.getEnd() === start + length ? node : undefined;
  };
  return ts.forEachChild(file, find);
}
