/**
 * Expressions as fractions, where they are rational. Each step is bounded before it is taken: `9^9^9` has more
 * digits than there is memory.
 */
import Fraction from 'fraction.js';
import type {
  BigNumber,
  ConstantNode,
  FunctionNode,
  MathJsInstance,
  MathNode,
  OperatorNode,
  ParenthesisNode,
  SymbolNode
} from 'mathjs';
import { makeMathjs } from './mathjs.js';

/** Digits of a numerator or a denominator that is still computed at once: more than doubles reach. */
const MOST_DIGITS = 400;
const TOO_LARGE = 10n ** BigInt(MOST_DIGITS);
/** Up to here doubles hold every whole number, so that roots can be found by them. */
const SAFE = BigInt(Number.MAX_SAFE_INTEGER);

let made: MathJsInstance | undefined;

/** The mathjs whose constants keep all their digits. */
function decimals(): MathJsInstance {
  made ??= makeMathjs({ number: 'BigNumber' });
  return made;
}

type Rule = (args: readonly Fraction[]) => Fraction | undefined;

/** Operators and functions that keep a number rational, by mathjs's names. */
const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['add', ([a, b]) => a.add(b)],
  ['subtract', ([a, b]) => a.sub(b)],
  ['multiply', ([a, b]) => a.mul(b)],
  ['dotMultiply', ([a, b]) => a.mul(b)],
  ['divide', quotient],
  ['dotDivide', quotient],
  ['pow', power],
  ['dotPow', power],
  ['sqrt', ([a]) => rootOf(a, 2n)],
  ['unaryMinus', ([a]) => a.neg()],
  ['unaryPlus', ([a]) => a],
  ['mod', ([a, b]) => (b.equals(0) ? undefined : a.sub(b.mul(a.div(b).floor())))],
  ['abs', ([a]) => a.abs()],
  ['sign', ([a]) => new Fraction(a.compare(0))],
  ['re', ([a]) => a],
  ['conj', ([a]) => a],
  ['im', () => new Fraction(0)],
  ['ceil', ([a, places]) => (places ? undefined : a.ceil())],
  ['floor', ([a, places]) => (places ? undefined : a.floor())],
  ['round', ([a, places]) => (places ? undefined : a.round())]
]);

/** A complex number both of whose parts are rational. */
export interface IGaussian {
  readonly re: Fraction;
  readonly im: Fraction;
}

/** Functions that keep complex numbers rational: mathjs's names again. */
const COMPLEX_RULES: ReadonlyMap<string, (args: readonly IGaussian[]) => IGaussian | undefined> =
  new Map([
    ['add', ([a, b]) => ({ re: a.re.add(b.re), im: a.im.add(b.im) })],
    ['subtract', ([a, b]) => ({ re: a.re.sub(b.re), im: a.im.sub(b.im) })],
    ['multiply', ([a, b]) => product(a, b)],
    ['dotMultiply', ([a, b]) => product(a, b)],
    ['divide', ([a, b]) => complexQuotient(a, b)],
    ['dotDivide', ([a, b]) => complexQuotient(a, b)],
    ['unaryMinus', ([a]) => ({ re: a.re.neg(), im: a.im.neg() })],
    ['unaryPlus', ([a]) => a],
    ['conj', ([a]) => ({ re: a.re, im: a.im.neg() })],
    ['re', ([a]) => real(a.re)],
    ['im', ([a]) => real(a.im)]
  ]);

function real(re: Fraction): IGaussian {
  return { re, im: new Fraction(0) };
}

function product(a: IGaussian, b: IGaussian): IGaussian {
  return {
    re: a.re.mul(b.re).sub(a.im.mul(b.im)),
    im: a.re.mul(b.im).add(a.im.mul(b.re))
  };
}

function complexQuotient(a: IGaussian, b: IGaussian): IGaussian | undefined {
  const square = b.re.mul(b.re).add(b.im.mul(b.im));
  if (square.equals(0)) return undefined;
  const { re, im } = product(a, { re: b.re, im: b.im.neg() });
  return { re: re.div(square), im: im.div(square) };
}

/**
 * The value of an expression, as it is written: 0.1 is a tenth.
 * @returns undefined where it is not rational, or would be too long
 */
export function evaluateExactly(text: string): IGaussian | undefined {
  try {
    return gaussianOf(decimals().parse(text));
  } catch {
    return undefined;
  }
}

function gaussianOf(node: MathNode): IGaussian | undefined {
  switch (node.type) {
    case 'ConstantNode': {
      const value = ofConstant((node as ConstantNode<BigNumber | number>).value);
      return value && real(value);
    }
    case 'SymbolNode':
      return (node as SymbolNode).name === 'i'
        ? { re: new Fraction(0), im: new Fraction(1) }
        : undefined;
    case 'ParenthesisNode':
      return gaussianOf((node as ParenthesisNode).content);
    case 'OperatorNode':
      return ofCall((node as OperatorNode).fn, (node as OperatorNode).args);
    case 'FunctionNode':
      return ofCall(((node as FunctionNode).fn as SymbolNode).name, (node as FunctionNode).args);
    default:
      return undefined;
  }
}

function ofConstant(value: BigNumber | number): Fraction | undefined {
  // The 100 of a percentage is mathjs's own.
  if (typeof value === 'number') return new Fraction(value);
  // Written out, `1e-300000000` would fill the memory.
  if (!value.isFinite() || Math.abs(value.e) > MOST_DIGITS) return undefined;
  return new Fraction(value.toFixed());
}

function ofCall(name: string, nodes: readonly MathNode[]): IGaussian | undefined {
  const args: IGaussian[] = [];
  for (const node of nodes) {
    const value = gaussianOf(node);
    if (!value) return undefined;
    args.push(value);
  }
  const value = args.every(({ im }) => im.equals(0))
    ? ofReal(name, args)
    : COMPLEX_RULES.get(name)?.(args);
  const isShort = ({ n, d }: Fraction) => n < TOO_LARGE && d < TOO_LARGE;
  return value && isShort(value.re) && isShort(value.im) ? value : undefined;
}

function ofReal(name: string, args: readonly IGaussian[]): IGaussian | undefined {
  const value = RULES.get(name)?.(args.map(({ re }) => re));
  return value && real(value);
}

function quotient([a, b]: readonly Fraction[]): Fraction | undefined {
  return b.equals(0) ? undefined : a.div(b);
}

function power([base, exponent]: readonly Fraction[]): Fraction | undefined {
  const whole = new Fraction(exponent.s * exponent.n);
  const root = exponent.d === 1n ? base : rootOf(base, exponent.d);
  if (!root) return undefined;
  if (root.equals(0) && whole.compare(0) < 0) return undefined;
  const digits = Math.max(digitsOf(root.n), digitsOf(root.d));
  // NaN is no bound: an exponent may be beyond all doubles.
  if (!(digits * Number(whole.n) <= MOST_DIGITS)) return undefined;
  return root.pow(whole) ?? undefined;
}

/** The exact root of a positive fraction, where it has one and is small. */
function rootOf({ s, n, d }: Fraction, degree: bigint): Fraction | undefined {
  if (s < 0n || n > SAFE || d > SAFE || degree > 64n) return undefined;
  const [above, below] = [n, d].map(whole =>
    BigInt(Math.round(Number(whole) ** (1 / Number(degree))))
  );
  return above ** degree === n && below ** degree === d ? new Fraction(above, below) : undefined;
}

/** How many digits each factor of a power adds at most. */
function digitsOf(whole: bigint): number {
  return whole <= 1n ? 0 : whole.toString().length;
}
