/** A tensor seen as a batch of matrices. */
import type { FloatData, FloatDType } from './dtype.js';
import type { Shape } from './shape.js';

/** The sizes that the shape of a batch of matrices gives. */
export interface IMatrixShape {
  readonly dtype: FloatDType;
  /** The batch dimensions; empty for a single matrix. */
  readonly batch: Shape;
  /** How many matrices there are; 1 for a single one. */
  readonly count: number;
  readonly rows: number;
  readonly columns: number;
}

/** Matrices whose elements are at hand. */
export interface IMatrices extends IMatrixShape {
  /** All elements, row-major. */
  readonly data: FloatData;
}

/** Of a product: A is m by k, B is k by n. */
export type ProductSizes = readonly [m: number, k: number, n: number];
