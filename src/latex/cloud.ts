/** What becomes of an inverse when the last digit of the matrix is not quite what it seems. */
import { linalg, type Tensor, tensor } from '../engine/index.js';
import { numberToText } from './number.js';
import type { ICloud } from './view.js';

/** How many inverses. */
const COUNT = 200;
/** The largest matrix, and the most decimals an entry may be written with. */
const LARGEST = 8;
const MOST_DECIMALS = 12;

/**
 * The first two entries of 200 inverses of A, each entry of A jiggled by up to half a unit of the last decimal
 * with which any of them is written; `undefined` for complex, large and scalar matrices, and for entries that
 * are not decimals of at most 12 places.
 */
export function cloudOf(A: Tensor, X: Tensor): ICloud | undefined {
  const n = A.shape[0];
  if (A.dtype !== 'float64' || n < 2 || n > LARGEST) return undefined;
  const entries = A.toArray() as number[][];
  const decimals = Math.max(...entries.flat().map(decimalsOf));
  if (decimals > MOST_DECIMALS) return undefined;
  const step = 10 ** -decimals;
  const random = generator();
  const jiggled = Array.from({ length: COUNT }, () =>
    entries.map(row => row.map(value => value + step * (random() - 0.5)))
  );
  const { inverse: inverses } = linalg.invEx(tensor(jiggled, { dtype: 'float64', device: 'cpu' }));
  const at = (k: number, j: number) => inverses.at<number>(k, 0, j);
  const points = Array.from({ length: COUNT }, (_, k): [number, number] => [at(k, 0), at(k, 1)]);
  const finite = points.filter(point => point.every(Number.isFinite));
  const [low, high] = middleHalf(finite.map(([x]) => x));
  const center: [number, number] = [X.at(0, 0), X.at(0, 1)];
  return {
    points: finite,
    center,
    text:
      `Of ${COUNT} inverses of A, its entries off by at most half of their last digit (${numberToText(step / 2, 1)}), ` +
      `half have a first entry between ${numberToText(low)} and ${numberToText(high)}; here it is ${numberToText(center[0])}.`
  };
}

/** Places after the point, as the number is printed. */
function decimalsOf(value: number): number {
  const [mantissa, exponent = '0'] = String(value).split('e');
  const places = mantissa.split('.')[1]?.length ?? 0;
  return Math.max(0, places - Number(exponent));
}

function middleHalf(values: readonly number[]): [number, number] {
  const sorted = [...values].sort((a, b) => a - b);
  return [sorted[Math.floor(sorted.length / 4)], sorted[Math.floor((3 * sorted.length) / 4)]];
}

/** Park and Miller's: the same cloud every time, and no other random numbers disturbed. */
function generator(): () => number {
  let state = 2026;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}
