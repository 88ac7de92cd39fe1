/**
 * The text in a cell of a matrix: a mathjs expression, evaluated as a fraction where it is rational
 * and as a complex number anyway.
 *
 * Only arithmetic is let through (`grammar.ts`): no assignment, no units, no function that could loop or define
 * others.
 */
import type Fraction from 'fraction.js';
import type { MathJsInstance, MathNode } from 'mathjs';
import { nearestDouble } from '../exact/index.js';
import { check, EntryError } from './grammar.js';
import { makeMathjs } from './mathjs.js';
import { LONGEST } from './model.js';
import { evaluateExactly, type IGaussian } from './rational.js';

export interface IEntry {
  readonly re: number;
  readonly im: number;
  /** The value as it is written, where it is rational: 0.1 is a tenth. */
  readonly exact?: Fraction;
  /** The same of a complex number both of whose parts are rational. */
  readonly gaussian?: IGaussian;
}

let made: MathJsInstance | undefined;

/** mathjs, made with the first entry. */
function numbers(): MathJsInstance {
  made ??= makeMathjs({});
  return made;
}

/** Entries that were evaluated before: an edit changes one of many. */
const known = new Map<string, IEntry>();
/** More than a matrix of the largest size has. */
const KNOWN = 50_000;

/** @throws EntryError whose message is the reason, for whoever wrote it */
export function evaluateEntry(text: string): IEntry {
  // Before anything looks at all of it.
  if (text.length > LONGEST) throw new EntryError(`is longer than ${LONGEST} characters`);
  const before = known.get(text);
  if (before) return before;
  const entry = evaluate(text.trim().replaceAll('−', '-') || '0');
  if (known.size >= KNOWN) known.clear();
  known.set(text, entry);
  return entry;
}

function evaluate(written: string): IEntry {
  const node = parse(written);
  check(node);
  const exact = evaluateExactly(written);
  const rational = exact && ofRational(exact);
  if (rational) return rational;
  const value = compute(node);
  const { re, im } = numbers().isComplex(value) ? value : { re: value, im: 0 };
  if (typeof re !== 'number') throw new EntryError('is no number');
  if (!Number.isFinite(re) || !Number.isFinite(im)) throw new EntryError('is not finite');
  return { re, im };
}

/** The nearest doubles to what is rational; undefined where they overflow. */
function ofRational(exact: IGaussian): IEntry | undefined {
  const [re, im] = [exact.re, exact.im].map(nearestDouble);
  if (!Number.isFinite(re) || !Number.isFinite(im)) return undefined;
  return exact.im.equals(0) ? { re, im: 0, exact: exact.re } : { re, im, gaussian: exact };
}

function parse(text: string): MathNode {
  try {
    return numbers().parse(text);
  } catch (error) {
    throw new EntryError(`cannot be read: ${(error as Error).message}`);
  }
}

function compute(node: MathNode): unknown {
  try {
    return node.evaluate();
  } catch (error) {
    throw new EntryError(`cannot be computed: ${(error as Error).message}`);
  }
}
