/**
 * What is written in a cell of a matrix: mathjs expressions, evaluated as fractions where they are rational
 * and as complex numbers anyway.
 *
 * Only arithmetic is let through: no assignment, no units, no function that could loop or define others.
 */
import Fraction from 'fraction.js';
import { all, create, type MathNode } from 'mathjs';
import { digitsBound } from './digits.js';

export interface IEntry {
  readonly re: number;
  readonly im: number;
  /** The value as it is written, where it is rational: 0.1 is a tenth. */
  readonly exact?: Fraction;
}

const FUNCTIONS = new Set(
  'abs acos acosh arg asin asinh atan atan2 atanh cbrt ceil conj cos cosh exp floor im log log10 log2 nthRoot pow re round sign sin sinh sqrt tan tanh'.split(
    ' '
  )
);
const CONSTANTS = new Set('pi e i tau phi'.split(' '));
const NODES = new Set([
  'ConstantNode',
  'OperatorNode',
  'ParenthesisNode',
  'FunctionNode',
  'SymbolNode'
]);
/** More is no number that someone wrote. */
const LONGEST = 200;
/** Digits of a fraction that is still computed at once. */
const LONGEST_FRACTION = 1000;

const numbers = create(all, {});
const fractions = create(all, { number: 'Fraction' });

/** What was evaluated before: an edit changes one entry of many. */
const known = new Map<string, IEntry>();
/** More than a matrix of the largest size has. */
const KNOWN = 50_000;

/** @throws Error whose message is the reason, for whoever wrote it */
export function evaluateEntry(text: string): IEntry {
  const before = known.get(text);
  if (before) return before;
  const entry = evaluate(text);
  if (known.size >= KNOWN) known.clear();
  known.set(text, entry);
  return entry;
}

function evaluate(text: string): IEntry {
  const written = text.trim().replaceAll('−', '-');
  if (written === '') return { re: 0, im: 0, exact: new Fraction(0) };
  if (written.length > LONGEST) throw new Error(`is longer than ${LONGEST} characters`);
  const node = parse(written);
  node.traverse(check);
  // NaN is no bound.
  const exact = digitsBound(node) <= LONGEST_FRACTION ? evaluateExactly(written) : undefined;
  if (exact && Number.isFinite(exact.valueOf())) return { re: exact.valueOf(), im: 0, exact };
  const value: unknown = node.evaluate();
  const { re, im } = numbers.isComplex(value) ? value : { re: value, im: 0 };
  if (typeof re !== 'number') throw new Error('is no number');
  if (!Number.isFinite(re) || !Number.isFinite(im)) throw new Error('is not finite');
  return { re, im };
}

function parse(text: string): MathNode {
  try {
    return numbers.parse(text);
  } catch (error) {
    throw new Error(`cannot be read: ${(error as Error).message}`);
  }
}

function check(node: MathNode): void {
  const { type } = node;
  if (!NODES.has(type)) throw new Error('is no number: only arithmetic is known here');
  if (type !== 'SymbolNode') return;
  const { name } = node as MathNode & { name: string };
  if (!CONSTANTS.has(name) && !FUNCTIONS.has(name)) throw new Error(`${name} is not known here`);
}

function evaluateExactly(text: string): Fraction | undefined {
  try {
    const value: unknown = fractions.evaluate(text);
    if (!fractions.isFraction(value)) return undefined;
    const { s, n, d } = value as unknown as { s: bigint; n: bigint; d: bigint };
    return new Fraction(BigInt(s) * BigInt(n), BigInt(d));
  } catch {
    return undefined;
  }
}
