/** Which expressions are arithmetic: the list of what an entry may be made of, and words for all else. */
import type { ConstantNode, FunctionNode, MathNode, OperatorNode, SymbolNode } from 'mathjs';

/** Why an entry is no number, for whoever wrote it. */
export class EntryError extends Error {
  override readonly name = 'EntryError';
}

/** Operators by mathjs's names. Between numbers the elementwise ones are the plain ones. */
const OPERATORS = new Set(
  'add subtract multiply divide pow dotMultiply dotDivide dotPow unaryMinus unaryPlus mod factorial'.split(
    ' '
  )
);
const CONSTANTS = new Set('pi e i tau phi'.split(' '));

/** Functions, and the least and the largest number of arguments that each takes. */
const ARGUMENTS = new Map<string, readonly [number, number]>([
  ...taking(
    1,
    1,
    'abs acos acosh arg asin asinh atan atanh cbrt conj cos cosh exp im log10 log2 re sign sin sinh sqrt tan tanh'
  ),
  ...taking(1, 2, 'ceil floor log nthRoot round'),
  ...taking(2, 2, 'atan2 pow')
]);

function taking(least: number, most: number, names: string) {
  return names.split(' ').map(name => [name, [least, most]] as const);
}

const ONLY_ARITHMETIC = 'is no number: only arithmetic is known here';

/** @throws EntryError for what is not on the list */
export function check(node: MathNode): void {
  switch (node.type) {
    case 'ParenthesisNode':
      break;
    case 'ConstantNode':
      if (typeof (node as ConstantNode).value !== 'number') throw new EntryError(ONLY_ARITHMETIC);
      break;
    case 'SymbolNode':
      checkSymbol((node as SymbolNode).name);
      break;
    case 'OperatorNode': {
      const { fn, op } = node as OperatorNode;
      if (!OPERATORS.has(fn)) throw new EntryError(`the operator ${op} is not known here`);
      break;
    }
    case 'FunctionNode':
      checkCall(node as FunctionNode);
      // Not the function's own name, which is no number.
      for (const arg of (node as FunctionNode).args) check(arg);
      return;
    default:
      throw new EntryError(ONLY_ARITHMETIC);
  }
  node.forEach(check);
}

function checkSymbol(name: string): void {
  if (ARGUMENTS.has(name)) throw new EntryError(`is no number: write ${name}(…)`);
  if (!CONSTANTS.has(name)) throw new EntryError(`${name} is not known here`);
}

function checkCall({ fn, args }: FunctionNode): void {
  if ((fn as MathNode).type !== 'SymbolNode') throw new EntryError(ONLY_ARITHMETIC);
  const { name } = fn as SymbolNode;
  if (CONSTANTS.has(name)) throw new EntryError(`${name} is no function: write ${name} * (…)`);
  const range = ARGUMENTS.get(name);
  if (!range) throw new EntryError(`${name} is not known here`);
  const [least, most] = range;
  if (args.length >= least && args.length <= most) return;
  const wanted = least === most ? `${least}` : `${least} or ${most}`;
  const noun = most === 1 ? 'argument' : 'arguments';
  throw new EntryError(`${name} takes ${wanted} ${noun}, got ${args.length}`);
}
