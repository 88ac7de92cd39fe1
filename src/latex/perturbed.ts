/** The inverses that arise when the last digit of the matrix is not quite what it seems. */
import {
  epsilon,
  type FloatDType,
  fromData,
  isComplex,
  isComplexNumber,
  linalg,
  type Scalar,
  type Tensor
} from '../engine/index.js';
import { digitsOf } from './copy.js';
import { numberToText } from './number.js';
import type { IScatter } from './view.js';

/** How many inverses. */
const COUNT = 200;
/** The largest matrix. */
const LARGEST = 32;

/**
 * Two entries of 200 inverses of A, the two that change most, each entry of A jiggled by up to half a unit of
 * the last decimal with which any of them is written, or, where one is written with all the digits of its
 * dtype, by up to a unit in the last place; `undefined` for scalars and large matrices.
 *
 * @param A (n, n)
 * @param X its inverse, as it was computed
 */
export function perturbedInverses(A: Tensor, X: Tensor): IScatter | undefined {
  const n = A.shape[0];
  if (n < 2 || n > LARGEST || !partsOf(A).every(Number.isFinite)) return undefined;
  const jiggle = jiggleOf(A);
  const inverses = realParts(jiggledInverses(A, jiggle.by));
  const here = [...realParts(X)];
  const [first, second] = mostChanged(inverses, here);
  const points = Array.from({ length: COUNT }, (_, k): [number, number] => [
    inverses[k * n * n + first],
    inverses[k * n * n + second]
  ]).filter(point => point.every(Number.isFinite));
  const range = rangeToText(...middleHalf(points.map(([x]) => x)));
  const center: [number, number] = [here[first], here[second]];
  const names: [string, string] = [nameOf(first, n), nameOf(second, n)];
  return {
    points,
    center,
    names,
    text:
      `Of ${COUNT} inverses of A, its entries off by ${jiggle.text}, ` +
      `half have ${names[0]} between ${range}; here it is ${numberToText(center[0])}.`
  };
}

interface IJiggle {
  /** By how much an entry may be off. */
  by: (value: number) => number;
  text: string;
}

function jiggleOf(A: Tensor): IJiggle {
  const dtype = A.dtype as FloatDType;
  const eps = epsilon(dtype);
  const written = partsOf(A).map(part => digitsOf(part, isSingle(dtype) ? 'float32' : 'float64'));
  const most = Math.floor(-Math.log10(eps));
  if (written.some(text => significant(text) >= most)) {
    return {
      by: value => Math.abs(value) * eps,
      text: `at most a unit in the last place of ${isSingle(dtype) ? 'single' : 'double'} precision`
    };
  }
  const half = 10 ** -Math.max(...written.map(decimalsOf)) / 2;
  return {
    by: () => half,
    text: `at most half of their last digit (${numberToText(half, 1)})`
  };
}

function isSingle(dtype: FloatDType): boolean {
  return dtype === 'float32' || dtype === 'complex64';
}

/** Real parts, and where there are any the imaginary ones, interleaved. */
function partsOf(A: Tensor): number[] {
  const [rows, columns] = A.shape;
  const parts: number[] = [];
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const entry = A.at<Scalar>(i, j);
      if (isComplexNumber(entry)) parts.push(entry.re, entry.im);
      else parts.push(Number(entry));
    }
  }
  return parts;
}

function jiggledInverses(A: Tensor, by: IJiggle['by']): Tensor {
  const n = A.shape[0];
  const parts = partsOf(A);
  const random = generator();
  const wide = isComplex(A.dtype) ? 'complex128' : 'float64';
  const data = new Float64Array(COUNT * parts.length);
  for (let k = 0; k < data.length; k++) {
    const value = parts[k % parts.length];
    data[k] = value + 2 * by(value) * (random() - 0.5);
  }
  const jiggled = fromData(data, [COUNT, n, n], wide).to(A.dtype);
  return linalg.invEx(jiggled).inverse;
}

/** The two entries that are furthest from what they are in X, on the average. */
function mostChanged(inverses: Float64Array, X: readonly number[]): [number, number] {
  const sums = X.map((here, at) => {
    let sum = 0;
    for (let k = at; k < inverses.length; k += X.length) {
      const change = Math.abs(inverses[k] - here);
      if (Number.isFinite(change)) sum += change;
    }
    return sum;
  });
  const [first, second] = sums.map((sum, at) => ({ sum, at })).sort((a, b) => b.sum - a.sum);
  return [first.at, second.at];
}

/** The real parts of all entries. */
function realParts(value: Tensor): Float64Array {
  const data = value.data as Float32Array | Float64Array;
  if (!isComplex(value.dtype)) return Float64Array.from(data);
  return Float64Array.from({ length: data.length / 2 }, (_, k) => data[2 * k]);
}

/** `(A⁻¹)₁₂` */
function nameOf(at: number, n: number): string {
  const index = [Math.floor(at / n) + 1, (at % n) + 1];
  if (index.some(k => k > 9)) return `A⁻¹[${index}]`;
  return `(A⁻¹)${index.map(k => '₀₁₂₃₄₅₆₇₈₉'[k]).join('')}`;
}

/** Digits of a number as it is written, without zeros before and behind. */
function significant(text: string): number {
  const [mantissa] = text.split('e');
  return mantissa.replace(/[-.]/g, '').replace(/^0+|0+$/g, '').length;
}

/** Places after the point, as the number is written. */
function decimalsOf(text: string): number {
  const [mantissa, exponent = '0'] = text.split('e');
  const places = mantissa.split('.')[1]?.length ?? 0;
  return Math.max(0, places - Number(exponent));
}

function middleHalf(values: readonly number[]): [number, number] {
  const sorted = [...values].sort((a, b) => a - b);
  return [sorted[Math.floor(sorted.length / 4)], sorted[Math.floor((3 * sorted.length) / 4)]];
}

/** Both with as many digits as it takes to tell them apart. */
export function rangeToText(low: number, high: number): string {
  const write = (digits: number) => [low, high].map(value => numberToText(value, digits));
  const digits = Array.from({ length: 15 }, (_, k) => k + 2);
  const texts = digits.map(write).find(([a, b]) => a !== b) ?? write(2);
  return texts.join(' and ');
}

/** Park and Miller's: the same points every time, and no other random numbers disturbed. */
function generator(): () => number {
  let state = 2026;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}
