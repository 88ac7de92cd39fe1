/**
 * An output's words and figures, as data: the content of the mime `application/vnd.invertible.v1+json`.
 *
 * The renderer draws it and computes nothing. `schema/view.v1.json` says the same, with bounds, for other
 * programs and for `readDocument`, without which nothing that was saved is drawn.
 */

import type { IEntriesView } from './copy.js';

export const MIME = 'application/vnd.invertible.v1+json';

export interface IDocument {
  version: 1;
  view: View;
}

export type View =
  | ITensorView
  | IInverseView
  | ISingularView
  | IBatchView
  | IGroupView
  | IStepsView
  | IMatrixView
  | ITableView
  | IHtmlView;

/** A view that holds no other. */
export type LeafView = ITensorView | IInverseView | ISingularView;

/** A tensor's summary and its device. */
interface IPlaced {
  /** `4 × 4 float64` */
  summary: string;
  /** Absent for the CPU. */
  device?: 'webgpu' | 'kernel';
  /** To be copied; absent for what is no matrix, or large. */
  entries?: IEntriesView;
}

/** A scalar, vector or matrix. */
export interface ITensorView extends IPlaced {
  kind: 'tensor';
  latex: string;
  /** A word on how it was got. */
  note?: string;
}

/** An inverse and how far to trust it. */
export interface IInverseView extends IPlaced {
  kind: 'inverse';
  latex: string;
  trust: ITrust;
  heat: IHeat;
  warning?: IWarning;
  /** The explanations that exact arithmetic adds. */
  exact?: IExplanation[];
  /** On demand: the refined inverse, and every entry with its bound. */
  more?: IRepair[];
}

/** Two bars for two questions, each of as many segments as the dtype has digits, and figures. */
export interface ITrust {
  /** Decimal digits of the dtype: 16 or 7. */
  segments: number;
  /** Digits of the arithmetic that are proven. */
  proved: IBar;
  /** Digits that stay if the entries of A are rounded to the dtype: an estimate. */
  rounded: IBar;
  facts: IFact[];
}

/** Digits of the largest entry of a row or of a column, whichever is less. */
export interface IBar {
  /** Segments that are filled. */
  filled: number;
  /** `9 digits` */
  text: string;
}

/** A figure with its name, both as text: `κ₂(A)`, `1.5·10¹⁰`. */
export interface IFact {
  name: string;
  /** Between name and value; absent: `=`. */
  relation?: '≤' | '≈';
  value: string;
  /** The same as LaTeX, for `text/latex`. */
  latex: string;
}

/** |A⁻¹A − I|, each value the largest of a block of `block` × `block` entries. */
export interface IHeat {
  size: number;
  block: number;
  /** Row-major, ⌈size / block⌉² of them; null for NaN and Inf. */
  values: (number | null)[];
  /** ε·‖|A⁻¹||A|‖∞: what rounding the entries of A⁻¹ and of the product can explain. */
  tolerance: number;
  /** Machine epsilon, where the colour scale starts. */
  epsilon: number;
}

export interface IWarning {
  title: string;
  text: string;
  why: IExplanation[];
  repairs?: IRepair[];
  /** Perturbed inverses; saved notebooks know them by this name. */
  cloud?: IScatter;
}

/** Two entries of inverses of what the matrix may be, given that its last digits are rounded. */
export interface IScatter {
  points: [number, number][];
  /** Those of the inverse that is shown. */
  center: [number, number];
  /** Which entries: `(A⁻¹)₁₂`. Absent: the first two. */
  names?: [string, string];
  text: string;
}

/** An alternative to inverting, and what it would give. */
export interface IRepair {
  name: string;
  /** TypeScript that does it to `A`. */
  code: string;
  latex: string;
  text: string;
}

/** One reason: a word, a formula, and the rest of the sentence. */
export interface IExplanation {
  label: string;
  latex: string;
  /** The formula again, as plain text. */
  plain: string;
  /** The text after the formula, its space or colon included. */
  text: string;
}

/** Why a matrix has no inverse. */
export interface ISingularView {
  kind: 'singular';
  /** torch's text. */
  message: string;
  why: IExplanation[];
  repairs?: IRepair[];
}

export type Health = 'fine' | 'ill-conditioned' | 'inaccurate' | 'not proven' | 'singular';

/** A batch: one line per member, each with its own view. */
export interface IBatchView {
  kind: 'batch';
  summary: string;
  total: number;
  members: IMember[];
}

export interface IMember {
  /** `[0, 1]` */
  index: string;
  /** Absent for plain tensors. */
  health?: Health;
  /** The figures in one line: `κ₂(A) = 3.9 · proved: 15 of 16 digits; …`. */
  line: string;
  view: LeafView;
}

/** Gauss–Jordan elimination of [A | I], step by step. */
export interface IStepsView {
  kind: 'steps';
  /** How many columns are A's; the others began as the identity. */
  split: number;
  /** Entries as LaTeX, by rows. */
  start: string[][];
  steps: IStepView[];
  /** Which row gives the pivot, and how entries are written; absent: the first that can, as fractions. */
  pivot?: 'first' | 'partial';
  form?: 'fractions' | 'decimals';
  /** The start as fractions, for whoever goes another way: `1/3`. */
  exact: string[][];
  /** The operations of a student so far. */
  attempt?: ISavedOperation[];
  /** Whether it ended before all columns had a pivot. */
  failed: boolean;
  /** The result, in a sentence. */
  outcome: string;
}

/** A row operation; rows from 0, factors as fractions. */
export type ISavedOperation =
  | { kind: 'swap'; row: number; other: number }
  | { kind: 'scale'; row: number; factor: string }
  | { kind: 'add'; row: number; other: number; factor: string };

export interface IStepView {
  /** The row operation: `R_2 \\leftarrow R_2 - 2R_1`, and as plain text. */
  latex: string;
  plain: string;
  /** Its purpose. */
  text: string;
  /** Entries after it, as LaTeX. */
  cells: string[][];
  /** The rows that it changed, from 0. */
  changed: number[];
}

/** How an elimination was looked at, and gone on with by hand. */
export type ISavedSteps = Pick<IStepsView, 'pivot' | 'form' | 'attempt'>;

/** A matrix to write in. */
export interface IMatrixView {
  kind: 'matrix';
  /** By which edits find the session that made it. */
  id: string;
  /** As they are written, by rows. */
  entries: string[][];
  mode: 'free' | 'symmetric' | 'upper' | 'lower';
  readOnly: boolean;
  /** Absent: float64. */
  dtype?: 'float32' | 'float64';
  /** How it was eliminated, and what a student has done so far. */
  steps?: ISavedSteps;
  /** Between which entries have to be; null where there is no limit. */
  bounds?: readonly [number | null, number | null];
  /** A, and what is said of its inverse, for hosts in which nothing can be written. */
  latex: string;
  /** The findings about it; of the widget's own kind. */
  result: unknown;
}

/** Several results under their names, as `invEx` returns them. */
export interface IGroupView {
  kind: 'group';
  items: { name: string; view: LeafView | IBatchView }[];
}

/** Rows that can be sorted: `console.table`. */
export interface ITableView {
  kind: 'table';
  /** Names of the columns; the first says which row it is. */
  columns: string[];
  /** Cells as text, by rows. */
  rows: string[][];
  /** Rows that are not there, since there are too many. */
  more?: number;
}

/** HTML of a cell, which is drawn in a frame without scripts. */
export interface IHtmlView {
  kind: 'html';
  html: string;
}
