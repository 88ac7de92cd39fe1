/** Documents as the product makes them: those of the example notebooks, and the largest and oddest of each kind. */
import { readdirSync, readFileSync } from 'node:fs';
import { type CellMatrix, makeMatrix } from '../../src/cell/matrix.js';
import { steps } from '../../src/cell/steps.js';
import { complex, linalg, randn, stack, tensor, zeros } from '../../src/engine/index.js';
import { MIME, type MimeBundle, toBundle, type View } from '../../src/latex/index.js';
import { largeInverseView } from '../../src/latex/inverse.js';
import { unprovenBars } from '../../src/latex/trust.js';
import { hilbert } from './matrices.js';

const EXAMPLES = new URL('../../examples/', import.meta.url);

interface INotebook {
  cells: { outputs?: { data?: Record<string, unknown> }[] }[];
}

/** As they were saved, by the notebook and a number. */
export function savedDocuments(): [name: string, document: unknown][] {
  const names = readdirSync(EXAMPLES).filter(name => name.endsWith('.ipynb'));
  return names.flatMap(name => {
    const { cells } = JSON.parse(readFileSync(new URL(name, EXAMPLES), 'utf8')) as INotebook;
    const documents = cells
      .flatMap(({ outputs = [] }) => outputs)
      .flatMap(({ data }) => (data && MIME in data ? [data[MIME]] : []));
    return documents.map((document, i): [string, unknown] => [`${name} ${i}`, document]);
  });
}

const matrix = makeMatrix(() => undefined);

/** A document as it is read from a notebook. */
export function documentOf(value: unknown): unknown {
  const bundle = value as MimeBundle | CellMatrix | View | undefined;
  const made = bundle && 'toBundle' in bundle ? (bundle as CellMatrix).toBundle() : toBundle(value);
  return JSON.parse(JSON.stringify(made?.[MIME]));
}

function failed(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('expected an error');
}

const wild = (rows: number, columns: number) =>
  tensor(
    Array.from({ length: rows }, (_, i) =>
      Array.from({ length: columns }, (_, j) => Math.sin(7 * i + 3 * j + 1) * 10 ** ((i + j) % 9))
    )
  );

/** Values of all kinds, by names; each is made when it is wanted. */
const VALUES: readonly [name: string, make: () => unknown][] = [
  ['a scalar', () => tensor(1)],
  ['nothing', () => zeros(0)],
  ['no columns', () => zeros(2000, 0)],
  ['0 by 0', () => linalg.inv(zeros(0, 0))],
  ['NaN and Inf', () => tensor([[Number.NaN, Number.POSITIVE_INFINITY, complex(1e-300, -1e300)]])],
  ['bools', () => tensor([[true, false]])],
  ['bigints', () => tensor([[1n, -(2n ** 62n)]])],
  ['an inverse with a NaN', () => linalg.inv(tensor([[Number.NaN]]))],
  ['the inverse of a tiny number', () => linalg.inv(tensor([[1e-320]]))],
  ['an inverse', () => linalg.inv(wild(200, 200))],
  ['a float32 inverse', () => linalg.inv(randn(65, 65, { dtype: 'float32' }))],
  ['a complex inverse', () => linalg.inv(randn(32, 32, { dtype: 'complex128' }))],
  ['a cloud', () => linalg.inv(hilbert(12))],
  [
    'a large range',
    () =>
      linalg.inv(
        tensor([
          [1e300, 1],
          [1, -1e-300]
        ])
      )
  ],
  ['a singular matrix', () => failed(() => linalg.inv(zeros(16, 16)))],
  [
    'a complex singular matrix',
    () => failed(() => linalg.inv(zeros(3, 3, { dtype: 'complex64' })))
  ],
  [
    'a batch',
    () =>
      linalg.invEx(
        stack(Array.from({ length: 40 }, (_, k) => (k % 2 ? hilbert(12) : zeros(12, 12))))
      )
  ],
  ['a batch of complex inverses', () => linalg.inv(randn(4, 10, 32, 32, { dtype: 'complex128' }))],
  ['a batch of large inverses', () => linalg.inv(randn(33, 80, 80))],
  ['an empty batch', () => zeros(0, 3, 3)],
  ['svd', () => linalg.svd(randn(20, 20))],
  ['steps', () => steps(randn(12, 12))],
  ['steps of decimals', () => steps(wild(12, 12), { form: 'decimals', pivot: 'partial' })],
  [
    'steps of two',
    () =>
      steps([
        [2, 1],
        [4, '1/3']
      ])
  ],
  ['no steps', () => steps([])],
  [
    'steps that fail',
    () =>
      steps([
        [0, 1],
        [0, '1/3']
      ])
  ],
  [
    'a matrix',
    () =>
      matrix([
        [2, 1],
        [1, '1/3']
      ])
  ],
  [
    'a singular matrix to write in',
    () =>
      matrix([
        [1, 2],
        [2, 4]
      ])
  ],
  [
    'one that is singular in fractions alone',
    () =>
      matrix([
        ['1/3', '1/7'],
        ['2/3', '2/7']
      ])
  ],
  [
    'a matrix that overflows',
    () =>
      matrix([
        [1e308, 1e308],
        [1e308, -1e308]
      ])
  ],
  [
    'a matrix that underflows',
    () =>
      matrix([
        [1e-308, 0],
        [0, 1e-320]
      ])
  ],
  ['a wide matrix', () => matrix([[1, 2, 3]], { readOnly: true, bounds: [0, 10] })],
  [
    'a matrix without a largest entry',
    () => matrix([[1]], { bounds: [0, Number.POSITIVE_INFINITY] })
  ],
  ['a complex matrix', () => matrix(randn(40, 40, { dtype: 'complex64' }))],
  ['a matrix of 12', () => matrix(wild(12, 12), { mode: 'free' })],
  [
    'a matrix of 3',
    () =>
      matrix(
        [
          ['sqrt(2)', 'pi', 1],
          [0, 'e', 0],
          [1, 1, 1]
        ],
        { dtype: 'float32' }
      )
  ],
  ['a matrix of 200', () => matrix(wild(200, 200))],
  ['a complex matrix of 200', () => matrix(wild(200, 200).mul(complex(1, -1)))]
];

async function ofTheGpu(): Promise<unknown> {
  const view = await largeInverseView(
    {
      latex: 'A^{-1} \\approx \\left[ 1 \\right]',
      summary: '10000 × 10000 float32 on webgpu',
      n: 10_000,
      bars: unprovenBars({ dtype: 'float32' }, 'not proven: more than 512 rows')
    },
    async () => ({
      digits: 7.2,
      digitsLost: 7.2,
      kappa1: Number.POSITIVE_INFINITY,
      kappaInf: 1e9,
      rcond: 1e-9,
      residual: Number.NaN,
      residualRight: Number.NaN,
      epsilon: 2 ** -23,
      illConditioned: true,
      block: 250,
      errors: new Float32Array(1600).fill(Number.NaN)
    })
  );
  return JSON.parse(JSON.stringify({ version: 1, view: { ...view, device: 'webgpu' } }));
}

const DOCUMENTS: readonly [name: string, make: () => unknown][] = [
  ...VALUES.map(([name, make]): [string, () => unknown] => [name, () => documentOf(make())]),
  ['a large inverse of the GPU', ofTheGpu],
  [
    'a table',
    () => ({
      version: 1,
      view: { kind: 'table', columns: ['(index)', 'n'], rows: [['0', '1']], more: 1 }
    })
  ],
  ['HTML', () => ({ version: 1, view: { kind: 'html', html: '<b>bold</b>' } })]
];

/** All of them; the engine has to be ready. */
export async function madeDocuments(): Promise<[name: string, document: unknown][]> {
  const made: [string, unknown][] = [];
  for (const [name, make] of DOCUMENTS) made.push([name, await make()]);
  return made;
}

/** The one of that name; the engine has to be ready. */
export async function madeDocument(name: string): Promise<unknown> {
  const [, make] = DOCUMENTS.find(([known]) => known === name) ?? [];
  if (!make) throw new Error(`nothing is made by the name of ${name}`);
  return make();
}
