/** An inverse, typeset, and how far to trust it. */
import {
  type Conditioning,
  conditioning,
  epsilon,
  type FloatDType,
  type Tensor
} from '../engine/index.js';
import { type IDeviceConditioning, matrixAt, skeelCondition } from '../engine/internal.js';
import { entriesOf } from './copy.js';
import { exactReasons } from './exact.js';
import type { ILatexOptions } from './matrix.js';
import { moreOf } from './more.js';
import { proofOf } from './proven.js';
import { equationToLatex } from './rounded.js';
import { fact, provedExactly, residualFact, trustOf } from './trust.js';
import type { IFact, IHeat, IInverseView, ITrust, IWarning } from './view.js';
import { fewDigits, warningOf } from './warning.js';

/** Cells along an edge of the heat map; larger matrices are shown by the maxima of blocks. */
export const HEAT_CELLS = 40;

/** The view of one matrix of an inverse. */
export function inverseView(
  inverse: Tensor,
  member: number,
  options: ILatexOptions
): IInverseView | undefined {
  const quality = conditioning(inverse, member);
  if (!quality) return undefined;
  const X = matrixAt(inverse, member);
  const proven = proofOf(quality.source, X);
  const trust = trustOf(quality, X, proven);
  const warning = warningOf(quality, X, trust, proven.proof);
  const exact = exactReasons(quality.source, X);
  const entries = entriesOf(X);
  const more = moreOf(quality, X, trust, proven, options);
  return {
    kind: 'inverse',
    latex: equationToLatex('A^{-1}', X, { ...options, boundAt: proven.boundAt }),
    summary: `${X.shape.join(' × ')} ${X.dtype}`,
    ...(entries && { entries }),
    trust,
    heat: heat(quality, X),
    ...(warning && { warning }),
    ...(exact.length > 0 && { exact }),
    ...(more && { more })
  };
}

interface ILarge {
  latex: string;
  summary: string;
  n: number;
  bars: Omit<ITrust, 'facts'>;
  warning?: IWarning;
  /** What is proven of the error, as a figure. */
  proven?: IFact[];
}

/**
 * The view of an inverse on a device that is too large to be looked at whole.
 * @param bars what is proven of it
 */
export async function largeInverseView(
  { latex, summary, n, bars, warning }: ILarge,
  measure: (cells: number) => Promise<IDeviceConditioning>
): Promise<IInverseView> {
  const quality = await measure(HEAT_CELLS);
  return inverseViewOf({ latex, summary, n, bars, warning }, quality);
}

/** The same from figures that are there. */
export function inverseViewOf(
  { latex, summary, n, bars, warning, proven = [] }: ILarge,
  quality: IDeviceConditioning
): IInverseView {
  const { kappa1, kappaInf, residual, epsilon: eps, block, errors } = quality;
  return {
    kind: 'inverse',
    latex,
    summary,
    trust: {
      ...bars,
      facts: [
        fact('κ₁(A)', '\\kappa_1(A)', kappa1),
        fact('κ∞(A)', '\\kappa_\\infty(A)', kappaInf),
        residualFact(residual),
        ...proven
      ]
    },
    heat: {
      size: n,
      block,
      values: Array.from(errors, finiteOrNull),
      tolerance: finite(eps * kappaInf),
      epsilon: eps
    },
    ...(warning && { warning })
  };
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function heat(quality: Conditioning, X: Tensor): IHeat {
  const n = X.shape[0];
  const eps = epsilon(X.dtype as FloatDType);
  const block = Math.max(1, Math.ceil(n / HEAT_CELLS));
  const cells = Math.ceil(n / block);
  const values = new Array<number>(cells * cells).fill(0);
  quality.error.forEach((value, at) => {
    const cell = Math.floor(at / n / block) * cells + Math.floor((at % n) / block);
    values[cell] = Number.isNaN(value) ? value : Math.max(values[cell], value);
  });
  return {
    size: n,
    block,
    values: values.map(finiteOrNull),
    tolerance: finite(eps * skeelCondition(quality.source, X)),
    epsilon: eps
  };
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : Number.MAX_VALUE;
}

/** The same view where the inverse is shown as exact arithmetic has it. */
export function exactInverseView(view: IInverseView): IInverseView {
  const { exact: _, more: __, warning, ...rest } = view;
  const trust = provedExactly(view.trust);
  const few = fewDigits(trust);
  const cloud = warning?.cloud && few ? { cloud: warning.cloud } : {};
  return { ...rest, trust, ...(few && { warning: { ...cloud, ...few } }) };
}
