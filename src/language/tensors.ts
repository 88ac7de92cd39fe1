/** The words on tensors that are used as arrays, numbers and Python's are. */
import ts from 'typescript';
import { MEMBER_RULES } from './members.js';
import { MAKERS } from './remedies.js';
import { callOf, type IPlaceOf, type Rule, short } from './rule.js';

const TENSORS = /'(?:Gpu|Kernel|Device)?Tensor'/;

/** The methods of tensors that stand for operators. */
const METHODS: Readonly<Record<string, string>> = {
  '+': 'A.add(B)',
  '-': 'A.sub(B)',
  '*': 'A.matmul(B), or entry by entry A.mul(B)',
  '/': 'A.div(B), or linalg.solve(B, A, { left: false }) for A·B⁻¹',
  '**': 'linalg.matrixPower(A, n)',
  '>': 'A.gt(x), or A.at(i, j) > x for one entry',
  '<': 'A.lt(x), or A.at(i, j) < x for one entry'
};

export const TENSOR_RULES: readonly Rule[] = [
  operators,
  indexes,
  lists,
  dtypes,
  notTensors,
  notNumbers,
  ...MEMBER_RULES
];

/** The findings that something is not of the type that is wanted. */
const MISFITS: ReadonlySet<number> = new Set([2322, 2345, 2739, 2740, 2741, 2769]);

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
  if (/'(?:Gpu|Kernel|Device)?Tensor'/.test(text)) {
    return `A tensor has no index ${index} in brackets.\nWrite ${short(object, 'A')}.at(${index}), or .at(i, j) for one entry.`;
  }
  if (/type 'Map</.test(text))
    return `A Map has no entries in brackets.\nWrite ${short(object, 'map')}.get(${index}).`;
  return text.replace(/^Element implicitly has an 'any' type because e/, 'E');
}

/** Another value where a tensor is expected. */
function notTensors(text: string, { code, node }: IPlaceOf): string | undefined {
  if (!MISFITS.has(code)) return undefined;
  const given =
    /type '(.*)' is (?:not assignable to (?:parameter of )?|missing .* from )type '(?:Gpu|Kernel|Device)?Tensor\b/i.exec(
      text
    )?.[1];
  const kind = given && kindOf(given);
  if (!kind) return undefined;
  const call = callOf(node);
  const array = kind === ARRAY ? call?.arguments.find(ts.isArrayLiteralExpression) : undefined;
  const written = short((array ?? argumentAt(call, node) ?? initialOf(node))?.getText() ?? '', '');
  if (!call) return `A tensor is wanted here, and this is ${kind}.\n${tensorOf(kind, written)}`;
  const name = nameOf(call);
  if (LISTS.has(name)) return listWanted(name);
  return `${name} takes a tensor, and this is ${kind}.\n${tensorOf(kind, written)}`;
}

/** Functions that take a list of tensors. */
const LISTS = new Set(['stack', 'linalg.multiDot']);

const listWanted = (name: string) => `${name} takes a list of tensors.\nWrite ${name}([A, B]).`;

function lists(text: string, { code, node }: IPlaceOf): string | undefined {
  const isList =
    MISFITS.has(code) &&
    / parameter of type 'readonly (?:Gpu|Kernel|Device)?Tensor\[\]'/.test(text);
  return isList ? listWanted(nameOf(callOf(node))) : undefined;
}

/** The value of a variable whose type it does not fit. */
function initialOf(node: ts.Node | undefined): ts.Expression | undefined {
  return node?.parent && ts.isVariableDeclaration(node.parent)
    ? node.parent.initializer
    : undefined;
}

/** How a tensor is made of an argument. */
function tensorOf(kind: string, written: string): string {
  if (kind === ARRAY) return 'Its entries are numbers, in arrays of one length.';
  if (kind === NUMBER) return `Write tensor([[${written || 'x'}]]).`;
  const name = /^['"`]([\p{ID_Start}$_][\p{ID_Continue}$]*)['"`]$/u.exec(written)?.[1];
  if (kind === STRING && name) return `Write ${name}, without quotes.`;
  return mended(kind, written) ?? 'Write tensor([[2, 1], [1, 1]]).';
}

/** Other values where a maker of tensors wants numbers, or sizes. */
function notNumbers(text: string, { code, node }: IPlaceOf): string | undefined {
  if (!MISFITS.has(code)) return undefined;
  const [, given, wanted] =
    /type '(.*)' is not assignable to (?:parameter of )?type '(Nested|MatrixEntries|Scalar|SizeArguments|Shape)\b/i.exec(
      text
    ) ?? [];
  if (given === undefined) return undefined;
  const call = callOf(node);
  const name = nameOf(call);
  const isMaker = MAKERS.has(name);
  if (!isMaker && wanted !== 'Nested') return undefined;
  if (wanted === 'SizeArguments')
    return `${name} takes sizes, and last its options.\nWrite ${name}(2, 3, { dtype: 'float32' }).`;
  if (wanted === 'Shape')
    return `${name} takes a shape: a list of sizes.\nWrite ${name}([2, 3], …).`;
  const kind = kindOf(given) ?? `of type '${short(given, '…')}'`;
  const written = short(argumentAt(call, node)?.getText() ?? '', '');
  const instead = numberOf(kind, written);
  const takes = isMaker ? 'numbers, or arrays of them' : 'a tensor, or arrays of numbers';
  return `${name} takes ${takes}, and this is ${kind}.${instead && `\n${instead}`}`;
}

/** How a number is made of an argument; empty where it is not known. */
function numberOf(kind: string, written: string): string {
  if (kind === STRING) return 'Write Number(x) to make a number of text.';
  if (ABSENT.has(kind)) return 'Write NaN for a number that is missing.';
  return mended(kind, written) ?? '';
}

function mended(kind: string, written: string): string | undefined {
  if (kind === FUNCTION) return `Call it: ${written || 'f'}(…).`;
  if (kind === PROMISE) return `Wait for it first: await ${written || 'x'}.`;
  return undefined;
}

const ARRAY = 'an array';
const NUMBER = 'a number';
const STRING = 'a string';
const FUNCTION = 'a function';
const PROMISE = 'a promise';
const ABSENT = new Set(['null', 'undefined']);

const KINDS: readonly [RegExp, string][] = [
  [/\[\]$|^(?:readonly )?\[/, ARRAY],
  [/^(?:"|string$)/, STRING],
  [/^(?:-?\d|number$|bigint$)/, NUMBER],
  [/=>|^typeof |^MadeOf/, FUNCTION],
  [/^Promise</, PROMISE],
  [/^(?:true|false|boolean)$/, 'a boolean'],
  [/^null$/, 'null'],
  [/^undefined$/, 'undefined']
];

/** A type of the compiler's in a word; undefined for objects. */
function kindOf(type: string): string | undefined {
  return KINDS.find(([pattern]) => pattern.test(type))?.[1];
}

/** A dtype that is none. */
function dtypes(text: string, { code, node }: IPlaceOf): string | undefined {
  if (!MISFITS.has(code)) return undefined;
  const real = /type '"(\w+)"' is not assignable to .*type 'RealDType\b/.exec(text)?.[1];
  if (real) return `'${real}' is no dtype of real floating numbers.\nWrite 'float32' or 'float64'.`;
  const call = callOf(node);
  if (!MAKERS.has(nameOf(call)) && !nameOf(call).endsWith('.to')) return undefined;
  const given = call?.arguments.flatMap(argument =>
    ts.isObjectLiteralExpression(argument)
      ? argument.properties.map(dtypeOf)
      : dtypeOfTo(call, argument)
  );
  const wrong = given?.find(name => name !== undefined && !DTYPES.includes(name));
  if (wrong === undefined) return undefined;
  return `There is no dtype '${short(wrong, '…')}'.\nThe dtypes are ${DTYPES.join(', ')}.`;
}

const DTYPES = ['float32', 'float64', 'complex64', 'complex128', 'int32', 'int64', 'bool'];

function dtypeOf(property: ts.ObjectLiteralElementLike): string | undefined {
  const isDtype = ts.isPropertyAssignment(property) && property.name.getText() === 'dtype';
  return isDtype && ts.isStringLiteralLike(property.initializer)
    ? property.initializer.text
    : undefined;
}

/** Of `A.to('float32')`, which also takes a device. */
function dtypeOfTo({ expression }: ts.CallExpression, argument: ts.Expression): string | undefined {
  if (!ts.isPropertyAccessExpression(expression) || expression.name.text !== 'to') return undefined;
  const name = ts.isStringLiteralLike(argument) ? argument.text : undefined;
  return name === 'cpu' || name === 'webgpu' || name === 'kernel' ? undefined : name;
}

/** The function that a message speaks of. */
function nameOf(call: ts.CallExpression | undefined): string {
  return short(call?.expression.getText() ?? '', '') || 'It';
}

function argumentAt(call: ts.CallExpression | undefined, node: ts.Node | undefined) {
  return call?.arguments.find(({ pos, end }) => node && pos <= node.pos && node.end <= end);
}
