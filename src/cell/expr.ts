/** mathjs in cells: `math`, and the tag `expr`, in whose expressions tensors are matrices. */
import type { MathJsInstance, Matrix } from 'mathjs';
import { isComplexNumber, type Nested, type Scalar, Tensor, tensor } from '../engine/index.js';
import { makeMathjs } from '../matrix/index.js';
import { CellMatrix } from './matrix.js';

/**
 * Evaluates a mathjs expression: `` expr`inv(A) * A` ``. Names are those of the session; tensors go in as
 * matrices, and matrices come out as tensors. Values may be put in with `${…}`.
 */
export type Expr = (strings: TemplateStringsArray, ...values: unknown[]) => unknown;

let instance: MathJsInstance | undefined;

/** mathjs, made when it is first wanted. */
export function mathjs(): MathJsInstance {
  instance ??= makeMathjs({ number: 'number' });
  return instance;
}

/** @param lookUp finds a name of the session; undefined where there is none */
export function makeExpr(lookUp: (name: string) => unknown): Expr {
  return (strings, ...values) => {
    const math = mathjs();
    const given = new Map(values.map((value, i) => [`value_${i}`, value]));
    const text = strings.reduce((whole, part, i) => `${whole}value_${i - 1}${part}`);
    const node = math.parse(text);
    const scope = new Map<string, unknown>();
    node.traverse(({ type, name }: { type: string; name?: unknown }) => {
      if (type !== 'SymbolNode' && type !== 'FunctionNode') return;
      const key = String(name);
      const value = given.has(key) ? given.get(key) : lookUp(key);
      // A name that mathjs knows too is mathjs's own, unless the cell's is a value.
      if (value !== undefined && typeof value !== 'function') scope.set(key, toMath(value));
    });
    return fromMath(node.evaluate(scope));
  };
}

function toMath(value: unknown): unknown {
  if (value instanceof CellMatrix) return toMath(value.value);
  if (!(value instanceof Tensor)) return value;
  const math = mathjs();
  const entry = (x: Scalar): unknown =>
    isComplexNumber(x) ? math.complex(x.re, x.im) : typeof x === 'bigint' ? Number(x) : x;
  const nest = (nested: Nested): unknown =>
    Array.isArray(nested) ? nested.map(nest) : entry(nested as Scalar);
  const whole = nest(value.toArray());
  return Array.isArray(whole) ? math.matrix(whole as number[][]) : whole;
}

function fromMath(value: unknown): unknown {
  const math = mathjs();
  if (!math.isMatrix(value)) return value;
  const entries = (value as Matrix).toArray();
  const numeric = (x: unknown): boolean =>
    Array.isArray(x) ? x.every(numeric) : typeof x === 'number' || math.isComplex(x);
  return numeric(entries) ? tensor(entries as Nested) : value;
}
