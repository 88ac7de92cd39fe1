/** The words on members that tensors, their makers and `linalg` do not have. */
import ts from 'typescript';
import { isNear } from './options.js';
import { MAKERS, TORCH_NAMES } from './remedies.js';
import { callOf, type IPlaceOf, type Rule, short } from './rule.js';

export const MEMBER_RULES: readonly Rule[] = [construction, members, iteration];

/** `Tensor` as a function or a constructor, which torch's is. */
function construction(text: string, { code, node, marked }: IPlaceOf): string | undefined {
  const isCalled = code === 2348 && /'typeof (?:Gpu|Kernel|Device)?Tensor'/.test(text);
  const isNew = code === 2554 && /^new\s+Tensor\b/.test(marked);
  if (!isCalled && !isNew) return undefined;
  const call = node && (ts.isCallOrNewExpression(node) ? node : callOf(node));
  const given = call?.arguments?.map(argument => argument.getText()).join(', ') ?? '';
  return `Tensor is a type.\nWrite tensor(${short(given, '…')}).`;
}

/** A property that a tensor, a maker of tensors, or `linalg` does not have. */
function members(text: string, { code, node }: IPlaceOf): string | undefined {
  const found =
    (code === 2339 || code === 2551) &&
    /^Property '(\w+)' does not exist on type '((?:Gpu|Kernel|Device)?Tensor|MadeOf|ILinalg|IDisplay)\b/.exec(
      text
    );
  if (!found) return undefined;
  const [, name, type] = found;
  if (type === 'ILinalg') return notInLinalg(name);
  const access = node?.parent;
  const object =
    access && ts.isPropertyAccessExpression(access) ? access.expression.getText() : 'A';
  if (type === 'IDisplay') {
    const meant = /Did you mean '\w+'\?$/.exec(text)?.[0];
    return `display has no '${name}'.${meant ? ` ${meant}` : ''}`;
  }
  if (type === 'MadeOf') {
    const instead = MAKERS.has(name) ? `\nWrite ${name}(…), without ${object}.` : '';
    return `'${object}' is a function, and has no '${name}'.${instead}`;
  }
  const instead = methodFor(name, short(object, 'A'));
  return instead ? `A tensor has no '${name}'.\nWrite ${instead}.` : text;
}

/** Methods of torch's tensors, of NumPy's arrays and of JavaScript's, as tensors here have them. */
const METHODS: ReadonlyMap<string, string> = new Map([
  ...each('A.shape', ['size', 'length', 'rows', 'cols', 'columns']),
  ...each('A.ndim', ['dim', 'rank']),
  ...each('A.mT', ['t', 'transpose']),
  ...each('A.H', ['adjoint', 'conjugateTranspose']),
  ...each('A.matmul(B)', ['dot', 'mm', 'mv', 'bmm', 'multiply', 'times']),
  ...each('A.mul(-1)', ['neg', 'negative']),
  ...each('A.at(i, j)', ['get', 'index']),
  ...each('A.toArray(), for nested arrays', ['numpy', 'tolist', 'toList', 'map', 'forEach']),
  ...each('A.toArray(), for nested arrays', ['filter', 'reduce', 'join', 'flat', 'values']),
  ...each('A.toArray(), for nested arrays', ['entries', 'some', 'every'])
]);

function each(instead: string, names: readonly string[]): [string, string][] {
  return names.map(name => [name, instead]);
}

function methodFor(name: string, object: string): string | undefined {
  const known = METHODS.get(name);
  if (known) return known.replace('A', object);
  const inLinalg = torchName(name);
  return inLinalg && `linalg.${inLinalg}(${object})`;
}

/** Other names of functions of `linalg`, in torch and elsewhere. */
const ALIASES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    inverse: 'inv',
    invert: 'inv',
    determinant: 'det',
    pinverse: 'pinv',
    pseudoinverse: 'pinv',
    rank: 'matrixRank',
    pow: 'matrixPower'
  })
);

/** The function of `linalg` that a name stands for, as torch writes it too: `matrix_rank`. */
function torchName(name: string): string | undefined {
  const camel = name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  return TORCH_NAMES.has(camel) ? camel : ALIASES.get(name);
}

function notInLinalg(name: string): string {
  const near =
    torchName(name) ??
    [...TORCH_NAMES].find(known => isNear(name, known) || name.startsWith(known));
  const instead = near ? `Did you mean linalg.${near}?` : 'Completion lists its functions.';
  return `linalg has no '${name}'.\n${instead}`;
}

function iteration(text: string, { code, marked }: IPlaceOf): string | undefined {
  if (code !== 2488 || !/^Type '(?:Gpu|Kernel|Device)?Tensor'/.test(text)) return undefined;
  return `A tensor has no iterator.\nWrite ${short(marked, 'A')}.toArray(), for its rows as arrays.`;
}
