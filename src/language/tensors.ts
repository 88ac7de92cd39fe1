/** The words on tensors that are used as arrays, numbers and Python's are. */
import ts from 'typescript';
import { isNear } from './options.js';
import { TORCH_NAMES } from './remedies.js';
import { type IPlaceOf, type Rule, short } from './rule.js';

const TENSORS = /'(?:Gpu)?Tensor'/;

/** The methods of tensors that stand for operators. */
const METHODS: Readonly<Record<string, string>> = {
  '+': 'A.add(B)',
  '-': 'A.sub(B)',
  '*': 'A.matmul(B), or entry by entry A.mul(B)',
  '/': 'A.div(B), or linalg.solve(B, A, { left: false }) for A·B⁻¹',
  '**': 'linalg.matrixPower(A, n)'
};

export const TENSOR_RULES: readonly Rule[] = [operators, indexes, arraysForTensors, functions];

function operators(text: string, { code, marked, node }: IPlaceOf): string | undefined {
  if (![2365, 2362, 2363].includes(code)) return undefined;
  const whole = node && ts.isBinaryExpression(node) ? node : parentBinary(node);
  const operator = /Operator '([^']+)'/.exec(text)?.[1] ?? whole?.operatorToken.getText() ?? '';
  const isTensor =
    TENSORS.test(text) ||
    /\b(?:eye|randn?|ones|zeros|tensor|full|linalg\.\w+)\(/.test(whole?.getText() ?? marked);
  const base = operator.replace(/=$/, '');
  const method = METHODS[base];
  if (isTensor && method) return `Tensors have no operator ${base}.\nWrite ${method}.`;
  if (/'Promise</.test(text)) return `${text}\nWait for it first: await p.`;
  if (code !== 2365)
    return `${text}\nWrite Number(x) to make a number of text, x.getTime() of a Date.`;
  return undefined;
}

function parentBinary(node: ts.Node | undefined): ts.BinaryExpression | undefined {
  let at = node;
  while (at && !ts.isBinaryExpression(at)) at = at.parent;
  return at;
}

function indexes(text: string, { code, node, marked }: IPlaceOf): string | undefined {
  if (code === 7052)
    return text.replace(
      /^.*because type ('\w+).*?' has no index signature\./,
      "A $1' has no entries in brackets."
    );
  if (code !== 7053) return undefined;
  const access = node && ts.isElementAccessExpression(node) ? node : undefined;
  const index = access?.argumentExpression.getText() ?? '0';
  const object = access?.expression.getText() ?? marked.replace(/\[.*$/s, '');
  if (/'(?:Gpu)?Tensor'/.test(text)) {
    return `A tensor has no index ${index} in brackets.\nWrite ${short(object, 'A')}.at(${index}), or .at(i, j) for one entry.`;
  }
  if (/type 'Map</.test(text))
    return `A Map has no entries in brackets.\nWrite ${short(object, 'map')}.get(${index}).`;
  return text.replace(/^Element implicitly has an 'any' type because e/, 'E');
}

/** A nested array where a tensor is expected. */
function arraysForTensors(text: string, { code, node }: IPlaceOf): string | undefined {
  if (![2345, 2322, 2769, 2740, 2739].includes(code)) return undefined;
  const pattern =
    /'(?:number|string|boolean|bigint|never|readonly|\()?[^']*\[\]'.*(?:parameter of )?type '(?:Gpu)?Tensor\b/;
  if (!pattern.test(text)) return undefined;
  const call = callOf(node);
  const callee = call?.expression.getText() ?? '';
  const array = call?.arguments.find(ts.isArrayLiteralExpression) ?? node;
  const argument = array?.getText() ?? '[[1, 2], [3, 4]]';
  const name = callee && callee.length <= 40 ? callee : 'It';
  return `${name} takes a tensor, and this is an array.\nWrite tensor(${short(argument, '[[…], […]]')}).`;
}

function callOf(node: ts.Node | undefined): ts.CallExpression | undefined {
  let at = node;
  while (at && !ts.isCallExpression(at)) at = at.parent;
  return at;
}

/** A function that `linalg` does not have. */
function functions(text: string, { code }: IPlaceOf): string | undefined {
  const known = code === 2339 && /^Property '(\w+)' does not exist on type 'ILinalg\b/.exec(text);
  if (!known) return undefined;
  const near = [...TORCH_NAMES].find(name => isNear(known[1], name) || known[1].startsWith(name));
  const instead = near ? `Did you mean linalg.${near}?` : 'Completion lists its functions.';
  return `linalg has no '${known[1]}'.\n${instead}`;
}
