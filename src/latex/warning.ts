/** Words beside an inverse that is to be taken with care: singular after all, not proven, inaccurate, sensitive. */
import { type Conditioning, type IProof, isComplex, type Tensor } from '../engine/index.js';
import { exactRank } from '../exact/index.js';
import { cloudOf } from './cloud.js';
import { repairsOf } from './repairs.js';
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
  const warning = warningOfProof(trust, proof);
  const cloud = warning && cloudOf(source, X);
  return warning && { ...(cloud && { cloud }), ...warning };
}

/** The words that follow from the bars and the proof alone. */
export function warningOfProof(trust: Omit<ITrust, 'facts'>, proof: IProof): IWarning | undefined {
  return proof.proven ? fewDigits(trust) : notProven(proof, trust);
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

/** The sentence follows from the two bars alone. */
export function fewDigits(trust: Omit<ITrust, 'facts'>): IWarning | undefined {
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
    text: `${right}${supported}: rounding on the way took the others, or no more is proven. linalg.invVerified(A) refines it.`,
    why: []
  };
}

function sentence(text: string): string {
  const end = /[.!?]$/.test(text) ? '' : '.';
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${end}`;
}
