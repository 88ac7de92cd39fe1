/**
 * The suite that every device passes: computations for the one that is `under` test, each of which returns plain
 * data. `test/ui/webgpu.spec.ts` decides on it for the GPU, in a page; `test/engine/kernel/suite.test.ts` for the
 * arrays of Python's libraries.
 */
import {
  epsilon,
  eye,
  fromData,
  type GpuTensor,
  type KernelTensor,
  linalg,
  manualSeed,
  ones,
  randn,
  stack,
  type Tensor,
  tensor,
  zeros
} from '../../src/engine/index.js';
import { LAPACK_TYPES, lapackMatrix, withCondition } from '../support/matrices.js';
import { residualRatios } from '../support/ratios.js';
import { failure, type Inexact, judge, wideOf } from './judge.js';

// The types of one device stand for those of all: what the cases use they have in common.
let device = 'webgpu' as const;
let real = 'float32' as const;
let complex = 'complex64' as const;

/** Says which device, and which precision of it, the cases are about. */
export function under(name: 'webgpu' | 'kernel', single: boolean): void {
  device = name as typeof device;
  real = (single ? 'float32' : 'float64') as typeof real;
  complex = (single ? 'complex64' : 'complex128') as typeof complex;
}

/** LAPACK's eleven types in one batch, and each by itself where `alone`. */
export async function lapack(dtype: Inexact, n: number, alone: boolean) {
  manualSeed(1000 + n);
  const members = LAPACK_TYPES.map(type => ({ type, ...lapackMatrix(type, n, dtype) }));
  const batch = linalg.invEx(stack(members.map(({ A }) => A)).to(device));
  const [X, infos] = [await batch.inverse.cpu(), await batch.info.data];
  const results = [];
  for (const [k, { type, A, info }] of members.entries()) {
    const single = alone ? linalg.invEx(A.to(device)) : undefined;
    const got = [Number(infos[k]), ...(single ? [await single.info.item()] : [])];
    const inverses = [X.select(0, k), ...(single ? [await single.inverse.cpu()] : [])];
    const wanted = n === 0 ? 0 : info;
    const judged = wanted === 0 && n > 0 ? inverses.map(x => judge(A, x.clone())) : [];
    results.push({ type, n, wanted, got, judged });
  }
  return results;
}

export async function large(dtype: Inexact, n: number) {
  manualSeed(n);
  const A = randn(n, n, { dtype });
  return judge(A, await (await linalg.inv(A.to(device))).cpu());
}

/** The worst of 10⁴ inverses of 4 by 4. */
export async function manySmall(dtype: Inexact) {
  manualSeed(4);
  const A = randn(10_000, 4, 4, { dtype });
  const X = await (await linalg.inv(A.to(device))).cpu();
  let worst = 0;
  for (let k = 0; k < 10_000; k += 7) {
    const ratios = residualRatios(A.select(0, k).clone(), X.select(0, k).clone());
    worst = Math.max(worst, ...ratios);
  }
  return worst;
}

/** Texts of errors, on the GPU and on the CPU. */
export async function singularTexts(): Promise<[gpu: string, cpu: string][]> {
  const singular = tensor(
    [
      [1, 2],
      [2, 4]
    ],
    { dtype: real }
  );
  const big = eye(70, { dtype: real });
  (big.data as Float32Array)[40 * 71] = 0;
  const batch = stack([eye(2, { dtype: real }), singular, zeros(2, 2, { dtype: real })]);
  const b = ones(2, 1, { dtype: real });
  const wide = zeros(2, 3, { dtype: real });
  const cases: ((to: (t: Tensor) => never) => unknown)[] = [
    to => linalg.inv(to(singular)),
    to => linalg.inv(to(big)),
    to => linalg.inv(to(batch)),
    to => linalg.solve(to(singular), to(b)),
    to => linalg.solve(to(batch), to(ones(3, 2, 1, { dtype: real }))),
    to => linalg.luFactor(to(singular)),
    to => linalg.inv(to(wide)),
    to => linalg.inv(to(b.reshape(2))),
    to => linalg.solve(to(eye(2, { dtype: real })), to(ones(3, 1, { dtype: real }))),
    to => linalg.det(to(wide)),
    to => linalg.invEx(to(batch), { checkErrors: true }),
    to => linalg.solveEx(to(singular), to(b), { checkErrors: true }),
    to => linalg.luFactorEx(to(singular), { checkErrors: true }),
    to => linalg.invEx(to(eye(2, { dtype: real })), { checkErrors: true })
  ];
  const texts: [string, string][] = [];
  for (const run of cases) {
    const gpu = await failure(() => run(t => t.to(device) as never));
    texts.push([gpu, await failure(() => run(t => t as never))]);
  }
  return texts;
}

/** A batch with one singular member: what the others are, and what `info` says. */
export async function oneSingular(n: number) {
  manualSeed(n);
  const A = randn(5, n, n, { dtype: real });
  (A.data as Float32Array).fill(0, 2 * n * n, 3 * n * n);
  const { inverse, info } = linalg.invEx(A.to(device));
  const X = await inverse.cpu();
  const ratios = [0, 1, 3, 4].map(k =>
    Math.max(...residualRatios(A.select(0, k).clone(), X.select(0, k).clone()))
  );
  const error = await linalg.inv(A.to(device)).catch(problem => problem);
  const { batch, pivot, code } = error;
  return {
    device: info.device,
    info: Array.from((await info.data) as Int32Array),
    worst: Math.max(...ratios),
    error: { batch, pivot, code, matrix: error.matrix?.shape }
  };
}

/** Zeros made by exact arithmetic: integer matrices whose elimination stays in integers. */
export async function structurallySingular() {
  const rows = [
    [
      [0, 0],
      [0, 0]
    ],
    [
      [0, 1, 2],
      [0, 3, 4],
      [0, 5, 6]
    ],
    [
      [1, 2, 0],
      [3, 4, 0],
      [5, 6, 0]
    ],
    [
      [2, 4, 8],
      [1, 2, 4],
      [0, 0, 1]
    ]
  ];
  const infos = [];
  for (const entries of rows) {
    const A = tensor(entries, { dtype: real });
    infos.push([await linalg.invEx(A.to(device)).info.item(), linalg.invEx(A).info.item()]);
  }
  return infos;
}

/** Results of NaN and Inf: on the GPU as on the CPU, in kind. */
export async function notFinite() {
  const kind = (x: number) => (Number.isFinite(x) ? 'number' : Number.isNaN(x) ? 'NaN' : 'Inf');
  const results = [];
  for (const n of [2, 6, 70]) {
    const A = eye(n, { dtype: real });
    (A.data as Float32Array)[n + 1] = Number.NaN;
    const { inverse, info } = linalg.invEx(A.to(device));
    const X = (await inverse.cpu()).data as Float32Array;
    results.push({ info: await info.item(), touched: kind(X[n + 1]), first: kind(X[0]) });
  }
  return results;
}

export async function empty() {
  const none = zeros(0, 0, { dtype: real }).to(device);
  const noBatch = zeros(0, 3, 3, { dtype: real }).to(device);
  const { sign, logabsdet } = linalg.slogdet(none);
  return [
    (await linalg.inv(none)).shape,
    (await linalg.inv(noBatch)).shape,
    linalg.invEx(noBatch).info.shape,
    await linalg.det(none).item(),
    [await sign.item(), await logabsdet.item()],
    linalg.det(noBatch).shape,
    (await linalg.solve(none, zeros(0, 2, { dtype: real }).to(device))).shape,
    await zeros(2, 0, { dtype: real })
      .to(device)
      .matmul(zeros(0, 3, { dtype: real }).to(device))
      .toArray(),
    await linalg.cond(none, 1).item(),
    await linalg.norm(none).item()
  ];
}

/** Functions against the CPU in double precision: relative errors in units of ε. */
export async function againstCpu() {
  const errors: Record<string, number> = {};
  const note = async (name: string, got: GpuTensor | Promise<GpuTensor>, wanted: Tensor) => {
    const found = (await (await got).cpu()).to(wanted.dtype);
    if (String(found.shape) !== String(wanted.shape)) throw new Error(`${name}: ${found.shape}`);
    const size = Math.max(norm(wanted), 1e-30);
    errors[name] = norm(found.sub(wanted)) / size / epsilon(real);
  };
  const norm = (t: Tensor) => linalg.norm(t).item();
  for (const dtype of [real, complex]) {
    const wide = wideOf(dtype);
    for (const n of [3, 20, 65]) {
      manualSeed(n);
      const make = (...shape: number[]) => randn(shape, { dtype });
      // Well-conditioned, so that errors are those of the arithmetic.
      const A = make(2, n, n).add(eye(n, { dtype }).mul(3 * Math.sqrt(n)));
      const [B, C] = [make(2, n, 5), make(2, 5, n)];
      const [a, b, c] = [A, B, C].map(t => t.to(device));
      const [wa, wb, wc] = [A, B, C].map(t => t.to(wide));
      const at = (name: string) => `${name} ${dtype} ${n}`;
      await note(at('solve'), linalg.solve(a, b), linalg.solve(wa, wb));
      await note(
        at('solve right'),
        linalg.solve(a, c, { left: false }),
        linalg.solve(wa, wc, { left: false })
      );
      await note(
        at('solve vectors'),
        linalg.solve(a, b.select(2, 0)),
        linalg.solve(wa, wb.select(2, 0))
      );
      await note(
        at('solve broadcast'),
        linalg.solve(a.select(0, 1), b),
        linalg.solve(wa.select(0, 1), wb)
      );
      await note(
        at('solve one B'),
        linalg.solve(a, b.select(0, 0)),
        linalg.solve(wa, wb.select(0, 0))
      );
      const { LU, pivots } = await linalg.luFactor(a);
      const { LU: wLU, pivots: wPivots } = linalg.luFactor(wa);
      await note(at('LU'), LU, wLU);
      errors[at('pivots')] = (await pivots.data).some((p, i) => p !== wPivots.data[i])
        ? Infinity
        : 0;
      for (const left of [true, false]) {
        for (const adjoint of [true, false]) {
          const name = at(`luSolve ${left} ${adjoint}`);
          const [rhs, wide_] = left ? [b, wb] : [c, wc];
          await note(
            name,
            linalg.luSolve(LU, pivots, rhs, { left, adjoint }),
            linalg.luSolve(wLU, wPivots, wide_, { left, adjoint })
          );
        }
      }
      await note(at('det'), linalg.det(a.mul(0.1)), linalg.det(wa.mul(0.1)));
      await note(at('sign'), linalg.slogdet(a).sign, linalg.slogdet(wa).sign);
      await note(at('logabsdet'), linalg.slogdet(a).logabsdet, linalg.slogdet(wa).logabsdet);
      for (const p of [1, -1, Infinity, -Infinity, 'fro'] as const) {
        await note(at(`norm ${p}`), linalg.matrixNorm(a, p), linalg.matrixNorm(wa, p));
        await note(at(`cond ${p}`), linalg.cond(a, p), linalg.cond(wa, p));
      }
      await note(
        at('norms of rows'),
        linalg.norm(a, { dim: -1, keepdim: true }),
        linalg.norm(wa, { dim: -1, keepdim: true })
      );
      await note(
        at('norms over the batch'),
        linalg.matrixNorm(a, Infinity, { dim: [0, 1] }),
        linalg.matrixNorm(wa, Infinity, { dim: [0, 1] })
      );
      await note(at('matmul'), a.matmul(b), wa.matmul(wb));
      await note(at('matmul broadcast'), a.select(0, 0).matmul(b), wa.select(0, 0).matmul(wb));
      await note(
        at('matmul vector'),
        a.matmul(b.select(0, 0).select(1, 2)),
        wa.matmul(wb.select(0, 0).select(1, 2))
      );
      await note(at('view'), a.mT.slice(1, 1, n, 2).H.add(0), wa.mT.slice(1, 1, n, 2).H.add(0));
      await note(at('inv of a view'), linalg.inv(a.mT), linalg.inv(wa.mT));
      await note(
        at('arithmetic'),
        a.mul(a).sub(a.div(2)).add(b.select(0, 0).select(1, 0)),
        wa.mul(wa).sub(wa.div(2)).add(wb.select(0, 0).select(1, 0))
      );
      await note(at('div'), b.div(c.mT), wb.div(wc.mT));
      await note(at('dist'), linalg.norm(a.sub(1)), linalg.norm(wa.sub(1)));
    }
  }
  const huge = eye(40, { dtype: real }).mul(1e10);
  await note(
    'huge det',
    linalg.slogdet(huge.to(device)).logabsdet,
    linalg.slogdet(huge.to('float64')).logabsdet
  );
  return errors;
}

/** Products at every edge of the tiles: relative errors in units of k·ε. */
export async function products() {
  let worst = 0;
  for (const dtype of [real, complex]) {
    for (const [m, k, n] of [
      [1, 1, 1],
      [15, 16, 17],
      [31, 33, 32],
      [64, 15, 65],
      [129, 100, 63],
      [257, 31, 255]
    ]) {
      manualSeed(m);
      const [A, B] = [randn(m, k, { dtype }), randn(k, n, { dtype })];
      const got = await A.to(device).matmul(B.to(device)).cpu();
      const wide = wideOf(dtype);
      const [a, b] = [A.to(wide), B.to(wide)];
      const error = linalg.norm(got.to(wide).sub(a.matmul(b))).item();
      worst = Math.max(
        worst,
        error / (linalg.norm(a).item() * linalg.norm(b).item() * k * epsilon(real))
      );
    }
  }
  return worst;
}

/** @param strided whether arrays of the device can be written to through views */
export async function outs(strided = true) {
  const A = tensor(
    [
      [2, 1],
      [1, 1]
    ],
    { dtype: real, device }
  );
  const B = tensor(
    [
      [2, 1],
      [1, 1]
    ],
    { dtype: real, device }
  );
  const small = zeros(0, { dtype: real, device });
  const wide = zeros(2, 4, { dtype: real, device });
  const returned = await linalg.inv(A, { out: small });
  await linalg.inv(B, { out: B });
  const written = await failure(() =>
    linalg.inv(A, { out: wide.slice(1, 0, 4, 2) }).then(X => X.cpu())
  );
  const info = zeros(0, { device, dtype: 'int32' });
  linalg.invEx(A, { out: { inverse: small, info } });
  return {
    same: returned === small,
    small: await small.toArray(),
    aliased: await B.toArray(),
    strided: strided ? await wide.toArray() : written,
    info: await info.item(),
    wrong: await failure(() => linalg.inv(A, { out: zeros(2, 2, { dtype: complex, device }) })),
    cpu: await failure(() => linalg.inv(A, { out: zeros(2, 2, { dtype: real }) as never }))
  };
}

/** A matrix with known singular values, to see what single precision loses. */
export async function illConditioned() {
  manualSeed(1);
  const A = withCondition(30, 1e5, 1, 'float64').to(real);
  return judge(A, await (await linalg.inv(A.to(device))).cpu());
}

/** int32 and views of data that is not owned survive the way there and back. */
export async function roundTrip() {
  const integers = fromData(new Int32Array([1, -2, 3]), [3]);
  const complexes = randn(3, 2, { dtype: complex });
  const back = await complexes.to(device).mT.cpu();
  return {
    integers: await integers.to(device).toArray(),
    same: String(back) === String(complexes.mT),
    partial: await complexes.to(device).at<GpuTensor>(1).toArray().then(String),
    wanted: String(complexes.at<Tensor>(1).toArray()),
    stacked: await stack([eye(2, { dtype: real, device }), eye(2, { dtype: real, device }).mT])
      .select(0, 1)
      .toArray(),
    element: await eye(3, { dtype: real, device }).at(1, 1),
    cast: await eye(2, { dtype: real, device }).to(complex).cpu().then(String),
    text: String(eye(2, { dtype: real, device }))
  };
}

/** Of devices that decompose: names, results and those of the CPU. */
export async function decompositions(): Promise<[name: string, got: Tensor, wanted: Tensor][]> {
  manualSeed(5);
  const found: [string, Tensor, Tensor][] = [];
  for (const dtype of [real, complex]) {
    const tall = randn(2, 7, 4, { dtype });
    const lost = randn(6, 2, { dtype }).matmul(randn(2, 5, { dtype }));
    for (const [name, A] of Object.entries({ tall, wide: tall.mT, lost })) {
      const on = A.to(device) as unknown as KernelTensor;
      const note = async (op: string, got: KernelTensor, wanted: Tensor) =>
        found.push([`${op} ${name} ${dtype}`, await got.cpu(), wanted]);
      await note('svdvals', linalg.svdvals(on), linalg.svdvals(A));
      await note('norm 2', linalg.matrixNorm(on, 2), linalg.matrixNorm(A, 2));
      await note('norm nuc', linalg.matrixNorm(on, 'nuc'), linalg.matrixNorm(A, 'nuc'));
      await note('rank', linalg.matrixRank(on), linalg.matrixRank(A));
      await note(
        'rank, atol',
        linalg.matrixRank(on, { atol: 1 }),
        linalg.matrixRank(A, { atol: 1 })
      );
      const loose = { rtol: 1e-3 };
      await note('pinv', linalg.pinv(on, loose), linalg.pinv(A, loose));
    }
    const square = tall.slice(1, 0, 4);
    const on = square.to(device) as unknown as KernelTensor;
    for (const p of [2, -2, 'nuc'] as const) {
      const got = linalg.cond(on, p);
      found.push([`cond ${p} ${dtype}`, await got.cpu(), linalg.cond(square, p)]);
    }
    const gram = square.matmul(square.H);
    const hermitian = { hermitian: true };
    const held = gram.to(device) as unknown as KernelTensor;
    const rank = linalg.matrixRank(held, hermitian);
    found.push([`rank hermitian ${dtype}`, await rank.cpu(), linalg.matrixRank(gram, hermitian)]);
  }
  return found;
}
