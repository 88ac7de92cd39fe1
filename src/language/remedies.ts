/** Names that a cell does not have, and what to write instead. */

/** Of ES modules. */
export const CDN = 'https://esm.sh/';

const PAGE = 'cells run in a worker, apart from the page';

const pageName = (name: string, instead: string): [string, string] => [
  name,
  `'${name}' is not there: ${PAGE}.\n${instead}`
];

/** Of Node and of pages. */
export const ABSENT: ReadonlyMap<string, string> = new Map([
  [
    'require',
    `'require' is Node's. A cell imports ES modules by their address:\nimport _ from '${CDN}lodash'`
  ],
  [
    'process',
    "'process' is Node's, and cells run in the browser.\nTake values from the Python kernel: %%ts -i NAME"
  ],
  ['module', "'module' is Node's. Later cells see what a cell declares: nothing is exported."],
  ['exports', "'exports' is Node's. Later cells see what a cell declares: nothing is exported."],
  ['Buffer', "'Buffer' is Node's.\nWrite new Uint8Array(n), or new TextEncoder().encode(text)."],
  ['__dirname', "'__dirname' is Node's: a cell has no folder."],
  ['__filename', "'__filename' is Node's: a cell has no file."],
  ['global', "'global' is Node's.\nWrite globalThis."],
  ['Deno', "'Deno' is not there: cells run in the browser."],
  ['Bun', "'Bun' is not there: cells run in the browser."],
  pageName('document', "Show HTML below the cell: display.html('<b>text</b>')."),
  pageName('window', 'Write globalThis for the global object of cells.'),
  pageName('localStorage', 'Variables live on in later cells.'),
  pageName('sessionStorage', 'Variables live on in later cells.'),
  pageName('alert', 'Write console.log(…) or display(…).'),
  pageName('prompt', 'Write the value into the cell, or take it from Python: %%ts -i NAME'),
  pageName('confirm', 'Write the answer into the cell.'),
  pageName('requestAnimationFrame', 'Write await new Promise(done => setTimeout(done, 16)).'),
  pageName('Image', 'Show an image by display.image(bytes).'),
  pageName('HTMLElement', "Show HTML below the cell: display.html('<b>text</b>').")
]);

/** Of Python. */
export const PYTHON_WORDS: ReadonlyMap<string, string> = new Map([
  ['print', "Cannot find name 'print'.\nWrite console.log(…)."],
  ['len', "Cannot find name 'len'.\nWrite x.length."],
  ['None', "Cannot find name 'None'.\nTypeScript's word is null."],
  ['True', "Cannot find name 'True'.\nTypeScript's word is true."],
  ['False', "Cannot find name 'False'.\nTypeScript's word is false."],
  ['int', "Cannot find name 'int'.\nTypeScript's type is number; Math.trunc(x) makes an integer."],
  ['float', "Cannot find name 'float'.\nTypeScript's type is number; Number(x) makes one."],
  ['str', "Cannot find name 'str'.\nTypeScript's type is string; String(x) makes one."],
  ['bool', "Cannot find name 'bool'.\nTypeScript's type is boolean; Boolean(x) makes one."],
  [
    'range',
    "Cannot find name 'range'.\nWrite for (let i = 0; i < n; i++), or arange(n) for a tensor."
  ],
  [
    'np',
    "Cannot find name 'np'.\nTensors are made by tensor, zeros, ones, eye, randn: without a prefix."
  ],
  [
    'torch',
    "Cannot find name 'torch'.\nIts names are there without the prefix: tensor, randn, linalg.inv."
  ],
  [
    'Matrix',
    "Cannot find name 'Matrix'.\nWrite tensor([[2, 1], [1, 1]]), or matrix([[2, 1], [1, 1]]) to edit it."
  ]
]);

/** The words on a name that a cell does not have. */
export function remedyFor(name: string): string | undefined {
  const remedy = ABSENT.get(name) ?? PYTHON_WORDS.get(name);
  if (remedy) return remedy.replace(/^Cannot find name '\w+'\.\n/, '');
  return TORCH_NAMES.has(name) ? `Write linalg.${name}(…).` : undefined;
}

/** The words on a module that is imported by something that is no address. */
export function noAddress(name: string): string {
  if (/^node:/.test(name)) {
    return `'${name}' is a module of Node; cells run in the browser, which has none of them.`;
  }
  if (/^(?:torch|numpy|(?:jupyterlab-)?invertible)$/.test(name)) {
    return `'${name}' is not imported: tensor, zeros, linalg and the rest are there without.`;
  }
  if (/^[./]/.test(name)) {
    return `'${name}' is a file, and cells cannot read files.\nImport a module by its address: 'https://…'.`;
  }
  const address = `${CDN}${name.replace(/^(?:npm|jsr):/, '')}`;
  return `'${name}' is no address: cells have no packages by name.\nImport it from a CDN of ES modules: '${address}'.`;
}

/** Functions that make tensors of numbers, or of sizes. */
export const MAKERS: ReadonlySet<string> = new Set([
  ...['arange', 'eye', 'full', 'matrix', 'ones', 'rand', 'randn', 'tensor', 'zeros']
]);

/** Functions of `linalg` that are written without it. */
export const TORCH_NAMES: ReadonlySet<string> = new Set([
  'cholesky',
  'choleskyEx',
  'cond',
  'det',
  'eig',
  'eigh',
  'eigvals',
  'eigvalsh',
  'inv',
  'invEx',
  'invVerified',
  'lstsq',
  'lu',
  'luFactor',
  'luFactorEx',
  'luSolve',
  'matrixExp',
  'matrixNorm',
  'matrixPower',
  'matrixRank',
  'multiDot',
  'norm',
  'pinv',
  'qr',
  'slogdet',
  'solve',
  'solveEx',
  'solveTriangular',
  'steps',
  'svd',
  'svdvals',
  'tensorinv',
  'tensorsolve',
  'vander',
  'verify'
]);
