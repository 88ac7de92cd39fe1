/** Words beside an inverse that is to be taken with care: singular after all, not proven, inaccurate, sensitive. */
import {
  type Conditioning,
  type FloatData,
  type IProof,
  isComplex,
  linalg,
  type Tensor
} from '../engine/index.js';
import { exactRank } from '../exact/index.js';
import { perturbedInverses } from './perturbed.js';
import { repairsOf } from './repairs.js';
import { roundedFigure } from './rounded.js';
import { explainSingular, noise, zeroDeterminant } from './singular.js';
import { isKnown, rightText } from './trust.js';
import type { ITrust, IWarning } from './view.js';

/** Half of the digits gone is worth a word. */
export function warningOf(
  quality: Conditioning,
  X: Tensor,
  trust: ITrust,
  proof: IProof
): IWarning | undefined {
  const { source } = quality;
  if (proof.singular || isSingularExactly(source, proof)) return singular(source, X);
  const warning = warningOfProof(trust, proof, source);
  const cloud = warning && perturbedInverses(source, X);
  return warning && { ...(cloud && { cloud }), ...warning };
}

/**
 * The words that follow from the bars and the proof.
 * @param A (n, n), where it may be looked at
 */
export function warningOfProof(
  trust: Omit<ITrust, 'facts'>,
  proof: IProof,
  A?: Tensor
): IWarning | undefined {
  return proof.proven ? fewDigits(trust, A) : notProven(proof, trust);
}

/** Whether fractions prove what the proof could not decide. */
function isSingularExactly(A: Tensor, proof: IProof): boolean {
  if (proof.proven || isComplex(A.dtype)) return false;
  const exact = exactRank(A.toArray() as number[][]);
  return exact !== undefined && exact.rank < A.shape[0];
}

function singular(A: Tensor, X: Tensor): IWarning {
  return {
    title: 'Singular.',
    text: 'Rounding hid a zero pivot, and what looks like an inverse is noise. In exact arithmetic this matrix has none:',
    why: [noise(X), zeroDeterminant(), ...explainSingular(A)],
    repairs: repairsOf(A)
  };
}

function notProven({ reason }: IProof, { rounded }: Pick<ITrust, 'rounded'>): IWarning {
  const isLost = isKnown(rounded) && rounded.filled === 0;
  const stay = isLost ? ' Rounding A in its last digit changes all of it.' : '';
  const why = reason ?? 'no bound for its error was found.';
  return { title: 'Not proven.', text: `${sentence(why)}${stay}`, why: [] };
}

/** The sentence follows from the two bars, and its cause from A, where that is given. */
export function fewDigits(trust: Omit<ITrust, 'facts'>, A?: Tensor): IWarning | undefined {
  const { segments, proved, rounded } = trust;
  const few = segments / 2;
  const right = `The inverse shown is ${rightText(trust)}`;
  if (isKnown(rounded) && rounded.filled <= few) {
    return {
      title: 'Sensitive.',
      text: `Rounding A in its last digit changes A⁻¹ from digit ${rounded.filled + 1} on. ${right}. To solve A x = b, linalg.solve(A, b) leaves, as a rule, a smaller residual.`,
      why: []
    };
  }
  if (proved.filled >= few) return undefined;
  const supported = isKnown(rounded) ? `, though A supports ${rounded.filled}` : '';
  return {
    title: 'Inaccurate.',
    text: `${right}${supported}: ${causeOf(segments - proved.filled, A)}. linalg.invVerified(A) refines it.`,
    why: []
  };
}

/** Digits that an inverse loses beside growth. */
const BESIDE = 4;

/** Elimination is blamed only where its growth explains the digits. */
function causeOf(lost: number, A?: Tensor): string {
  const growth = A ? growthOf(A) : 1;
  return Math.log10(growth) >= lost - BESIDE
    ? `elimination made numbers ${roundedFigure(growth, 1).text} times as large as those of A on the way, and rounded them`
    : 'rounding on the way took the others, or no more is proven';
}

/** The largest matrix that is factored for a word. */
const LARGEST = 512;

/** How much larger U is than A, by the largest parts of their entries; 1 where that is not known. */
function growthOf(A: Tensor): number {
  const n = A.shape[0];
  if (n > LARGEST) return 1;
  const growth = largestOf(linalg.luFactorEx(A).LU, true) / largestOf(A);
  return Math.max(1, growth);
}

function largestOf(M: Tensor, isUpper = false): number {
  const n = M.shape[0];
  const width = isComplex(M.dtype) ? 2 : 1;
  const parts = M.data as FloatData;
  let largest = 0;
  for (let i = 0; i < n; i++) {
    for (let at = (i * n + (isUpper ? i : 0)) * width; at < (i + 1) * n * width; at++) {
      largest = Math.max(largest, Math.abs(parts[at]));
    }
  }
  return largest;
}

function sentence(text: string): string {
  const end = /[.!?]$/.test(text) ? '' : '.';
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${end}`;
}
