/** An inverse, typeset, and how far to trust it. */
import {
  type Conditioning,
  conditioning,
  epsilon,
  type FloatDType,
  type IGpuConditioning,
  isComplex,
  matrixAt,
  type Tensor
} from '../engine/index.js';
import { exactRank } from '../exact/index.js';
import { cloudOf } from './cloud.js';
import { entriesOf } from './copy.js';
import { exactReasons } from './exact.js';
import { type ILatexOptions, tensorToLatex } from './matrix.js';
import { numberToLatex, numberToText, oneDecimal } from './number.js';
import { repairsOf } from './repairs.js';
import { explainSingular, noise, zeroDeterminant } from './singular.js';
import type { ICloud, IFact, IHeat, IInverseView, ITrust, IWarning } from './view.js';

/** Cells along an edge of the heat map; larger matrices are shown by the maxima of blocks. */
const HEAT_CELLS = 40;

/** The view of one matrix of an inverse. */
export function inverseView(
  inverse: Tensor,
  member: number,
  options: ILatexOptions
): IInverseView | undefined {
  const quality = conditioning(inverse, member);
  if (!quality) return undefined;
  const X = matrixAt(inverse, member);
  const warning = warn(quality, X);
  const exact = exactReasons(quality.source, X);
  const entries = entriesOf(X);
  return {
    kind: 'inverse',
    latex: `A^{-1} = ${tensorToLatex(X, options)}`,
    summary: `${X.shape.join(' × ')} ${X.dtype}`,
    ...(entries && { entries }),
    trust: trust(quality),
    heat: heat(quality, X),
    ...(warning && { warning: { ...cloudFor(warning, quality.source, X), ...warning } }),
    ...(exact.length > 0 && { exact })
  };
}

function trust(quality: Conditioning): ITrust {
  return {
    digits: quality.digits,
    digitsLost: quality.digitsLost,
    facts: [
      fact('κ₂(A)', '\\kappa_2(A)', quality.kappa2),
      fact('κ₁(A)', '\\kappa_1(A)', quality.kappa1),
      residualFact(quality.residual)
    ]
  };
}

function residualFact(residual: number): IFact {
  return fact('‖A⁻¹A − I‖', '\\lVert A^{-1}A - I \\rVert', residual);
}

function fact(name: string, latex: string, value: number): IFact {
  return {
    name,
    value: numberToText(value),
    latex: `${latex} = ${numberToLatex(value, 2)}`
  };
}

/** `loses about 0.4 of 15.9 digits` */
export function lossText({ digits, digitsLost }: ITrust): string {
  return `loses about ${oneDecimal(digitsLost)} of ${oneDecimal(digits)} digits`;
}

/** The view of an inverse too large to be looked at whole. */
export async function largeInverseView(
  { latex, summary, n }: { latex: string; summary: string; n: number },
  measure: (cells: number) => Promise<IGpuConditioning>
): Promise<IInverseView> {
  const quality = await measure(HEAT_CELLS);
  const { digits, digitsLost, kappa1, kappaInf, residual, epsilon: eps, block, errors } = quality;
  const warning = quality.illConditioned ? closeToSingular(quality) : severe(quality);
  return {
    kind: 'inverse',
    latex: `A^{-1} = ${latex}`,
    summary,
    trust: {
      digits,
      digitsLost,
      facts: [
        fact('κ₁(A)', '\\kappa_1(A)', kappa1),
        fact('κ∞(A)', '\\kappa_\\infty(A)', kappaInf),
        residualFact(residual)
      ]
    },
    heat: {
      size: n,
      block,
      values: Array.from(errors, finiteOrNull),
      tolerance: finite(n * eps * kappa1),
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
    tolerance: finite(n * eps * quality.kappa1),
    epsilon: eps
  };
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : Number.MAX_VALUE;
}

/** A matrix that is close to singular, and not one that is. */
function cloudFor({ repairs }: IWarning, A: Tensor, X: Tensor): { cloud?: ICloud } {
  const cloud = repairs ? undefined : cloudOf(A, X);
  return cloud ? { cloud } : {};
}

/** MATLAB's warning, where rcond < n·ε; and where fractions prove the matrix singular, that. */
function warn(quality: Conditioning, X: Tensor): IWarning | undefined {
  if (!quality.illConditioned) return severe(quality);
  const { source } = quality;
  const n = source.shape[0];
  const exact = isComplex(source.dtype) ? undefined : exactRank(source.toArray() as number[][]);
  const rcond = `rcond = ${numberToText(quality.rcond)}`;
  if (exact && exact.rank < n) {
    return {
      title: 'Singular.',
      text: `Rounding hid a zero pivot, and what looks like an inverse is noise (${rcond}). In exact arithmetic this matrix has none:`,
      why: [noise(X), zeroDeterminant(), ...explainSingular(source)],
      repairs: repairsOf(source)
    };
  }
  return closeToSingular(quality);
}

function closeToSingular({ rcond, digits }: IDigits): IWarning {
  const precision = digits > 10 ? 'double' : 'single';
  return {
    title: 'Close to singular.',
    text: `rcond = ${numberToText(rcond)}: in ${precision} precision no digit of the inverse can be trusted. Rounding A in its last digit changes all of it.`,
    why: []
  };
}

type IDigits = Pick<Conditioning, 'digits' | 'digitsLost' | 'rcond'>;

/** Half of the digits gone is worth a word, long before MATLAB's limit. */
function severe(quality: IDigits): IWarning | undefined {
  if (quality.digitsLost < quality.digits / 2) return undefined;
  const place = Math.max(1, Math.floor(-Math.log10(quality.rcond)));
  return {
    title: 'Ill-conditioned.',
    text: `rcond = ${numberToText(quality.rcond)}: an error in digit ${place} of A can change every digit of A⁻¹. To solve A x = b, linalg.solve(A, b) loses less.`,
    why: []
  };
}
