/** The suite of all devices on the device 'kernel': arrays of NumPy and of torch, in a real Python. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  arange,
  type KernelTensor,
  linalg,
  ready,
  setDefaultLibrary,
  type Tensor
} from '../../../src/engine/index.js';
import * as cases from '../../devices/cases.js';
import { PythonArrays } from '../../support/python-arrays.js';

const INVERSE = [
  [1, -1],
  [-1, 2]
];

// JAX compiles anew for every shape.
jest.setTimeout(120_000);

/** LAPACK's sizes, and some beyond. */
const SIZES = [0, 1, 2, 3, 4, 5, 10, 50, 65, 130];

describe.each([
  ['numpy', false],
  ['numpy', true],
  ['torch', false],
  ['torch', true],
  ['jax', true],
  ['strict', false]
] as const)('%s (single precision: %s)', (library, single) => {
  let python: PythonArrays;
  const [real, complex] = single
    ? (['float32', 'complex64'] as const)
    : (['float64', 'complex128'] as const);

  beforeAll(async () => {
    await ready();
    python = new PythonArrays(library);
    setDefaultLibrary(library === 'strict' ? 'numpy' : library);
    cases.under('kernel', single);
  });

  afterAll(() => {
    python.stop();
    setDefaultLibrary('numpy');
  });

  it.each([real, complex])('passes LAPACK’s tests of the inverse: %s', async dtype => {
    for (const n of library === 'jax' ? [0, 1, 3, 20] : SIZES) {
      for (const { type, wanted, got, judged } of await cases.lapack(dtype, n, n <= 5)) {
        expect([type, n, ...new Set(got)]).toEqual([type, n, wanted]);
        for (const { right, left, forward } of judged) {
          expect([type, n, right < 30, left < 30, forward <= 10]).toEqual([
            type,
            n,
            true,
            true,
            true
          ]);
        }
      }
    }
  });

  it('inverts 10⁴ of 4 by 4', async () => {
    expect(await cases.manySmall(real)).toBeLessThan(30);
  });

  it('says what is singular in the words of the CPU', async () => {
    const texts = await cases.singularTexts();
    for (const [kernel, cpu] of texts) expect(kernel).toBe(cpu);
    expect(texts.filter(([, cpu]) => cpu === 'none')).toHaveLength(1);
  });

  it.each([3, 20, 70])(
    'keeps the healthy members of a batch from its singular one: %i',
    async n => {
      const { device, info, worst, error } = await cases.oneSingular(n);
      expect(device).toBe('kernel');
      expect(info).toEqual([0, 0, 1, 0, 0]);
      expect(worst).toBeLessThan(30);
      expect(error).toEqual({ batch: 2, pivot: 1, code: 'singular', matrix: [n, n] });
    }
  );

  it('finds the zero pivots that exact arithmetic makes', async () => {
    for (const [kernel, cpu] of await cases.structurallySingular()) {
      expect(cpu).toBeGreaterThan(0);
      expect(kernel).toBe(cpu);
    }
  });

  it('computes NaN through', async () => {
    for (const { info, touched } of await cases.notFinite()) {
      expect(info).toBe(0);
      expect(touched).toBe('NaN');
    }
  });

  it('takes zero sizes', async () => {
    const zeros = [0, 0, 0];
    expect(await cases.empty()).toEqual([
      ...[[0, 0], [0, 3, 3], [0], 1, [1, 0], [0], [0, 2]],
      ...[[zeros, zeros], 0, 0]
    ]);
  });

  it('agrees with the CPU', async () => {
    const errors = Object.entries(await cases.againstCpu());
    expect(errors.length).toBeGreaterThan(150);
    expect(errors.filter(([, error]) => !(error < 2000))).toEqual([]);
  });

  it('multiplies', async () => {
    expect(await cases.products()).toBeLessThan(1);
  });

  it('loses to an ill-conditioned matrix what theory says', async () => {
    const { right, forward } = await cases.illConditioned();
    expect(right).toBeLessThan(30);
    expect(forward).toBeLessThanOrEqual(10);
  });

  it('fills an out, aliased, strided or resized', async () => {
    const found = await cases.outs(library !== 'jax');
    expect(found).toMatchObject({ same: true, small: INVERSE, aliased: INVERSE, info: 0 });
    if (library === 'jax') expect(found.strided).toMatch(/view/);
    else {
      expect(found.strided).toEqual([
        [1, 0, -1, 0],
        [-1, 0, 2, 0]
      ]);
    }
    const [own, other] = single
      ? ['float', 'c10::complex<float>']
      : ['double', 'c10::complex<double>'];
    expect(found.wrong).toBe(
      `RuntimeError: Expected out tensor to have dtype ${own}, but got ${other} instead`
    );
    expect(found.cpu).toContain('found at least two devices, kernel and cpu!');
  });

  it('brings integers, complex numbers and views there and back', async () => {
    const found = await cases.roundTrip();
    expect(found.integers).toEqual([1, -2, 3]);
    expect(found.same).toBe(true);
    expect(found.partial).toBe(found.wanted);
    expect(found.element).toBe(1);
    expect(found.stacked).toEqual([
      [1, 0],
      [0, 1]
    ]);
    expect(found.cast).toContain(complex);
    expect(found.text).toBe(`tensor(shape=[2, 2], dtype=${real}, device='kernel')`);
  });

  it('has singular values, pseudoinverses and ranks as the CPU', async () => {
    for (const [name, kernel, cpu] of await cases.decompositions()) {
      const [got, wanted] = [kernel, cpu].map(each => each.to('complex128'));
      const scale = Math.max(1, linalg.norm(wanted).item());
      expect([name, kernel.shape]).toEqual([name, cpu.shape]);
      const error = linalg.norm(got.sub(wanted)).item() / scale;
      expect([name, error < (single ? 1e-4 : 1e-12)]).toEqual([name, true]);
    }
  });
});

describe('views', () => {
  let python: PythonArrays;

  beforeAll(async () => {
    await ready();
    python = new PythonArrays('numpy');
  });

  afterAll(() => python.stop());

  it('look at no elements', async () => {
    const A = arange(6).reshape(2, 3);
    const views: ((each: Tensor | KernelTensor) => Tensor | KernelTensor)[] = [
      each => each.slice(1, 2, 2),
      each => each.slice(0, 0, 0).mT,
      each => each.slice(0, 0, 0).mT.slice(0, 1, 3).unsqueeze(1),
      each => each.select(0, 1).select(0, 2).unsqueeze(0).slice(0, 1),
      each => each.slice(1, 5).permute(1, 0)
    ];
    for (const look of views) {
      const [there, here] = [look(A.to('kernel')) as KernelTensor, look(A) as Tensor];
      expect(there.shape).toEqual(here.shape);
      expect((await there.cpu()).toArray()).toEqual(here.toArray());
    }
  });
});
