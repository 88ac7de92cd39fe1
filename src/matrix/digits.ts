/** How long the fraction would be that an expression comes to: `9^9^9` has more digits than there is memory. */
import type { FunctionNode, MathNode, OperatorNode, ParenthesisNode } from 'mathjs';

/** A bound on the digits of numerator and denominator, found without computing them. */
export function digitsBound(node: MathNode): number {
  switch (node.type) {
    case 'ConstantNode':
      return node.toString().length;
    case 'ParenthesisNode':
      return digitsBound((node as ParenthesisNode).content);
    case 'OperatorNode': {
      const { fn, args } = node as OperatorNode;
      return fn === 'pow' ? ofPower(args) : ofAll(args);
    }
    case 'FunctionNode': {
      const { fn, args } = node as FunctionNode;
      return (fn as { name?: string }).name === 'pow' ? ofPower(args) : ofAll(args);
    }
    default:
      return 1;
  }
}

function ofAll(args: readonly MathNode[]): number {
  return args.reduce((sum, arg) => sum + digitsBound(arg), 1);
}

/** The exponent as a double, which is soon computed, however large. */
function ofPower([base, exponent]: readonly MathNode[]): number {
  const times = Math.abs(Number(exponent.evaluate()));
  return digitsBound(base) * Math.max(1, times);
}
