/** The exports of the module, and which of them serve a dtype. */
import type { FloatDType } from '../../core/dtype.js';

type Numbers = (...values: number[]) => void;
type Precision = 32 | 64;

/** The exports of `assembly/index.ts`. */
export type EngineExports = {
  memory: WebAssembly.Memory;
  work_bytes: (rows: number, columns: number, size: number, complex: number) => number;
  across: () => number;
  bidiagonal_bytes: (m: number, n: number) => number;
  singular_values: (m: number, n: number, a: number, work: number) => number;
  plain_vectors: (...values: number[]) => number;
  vector_bytes: (rows: number, count: number) => number;
  vector_scratch: (m: number, n: number) => number;
  plain_values: (...values: number[]) => number;
  accumulate_64: Numbers;
  assess: Numbers;
  bound: (...values: number[]) => number;
  survey: (...values: number[]) => number;
  twofold: Numbers;
  sliced: (...values: number[]) => number;
  sliced_bytes: (m: number, k: number, n: number) => number;
  twofold_bytes: (m: number, k: number) => number;
  orthogonalize: (...values: number[]) => number;
  base: () => number;
  panel_width: (count: number) => number;
} & Record<`${Kernel | Step}_${Precision}`, Numbers> &
  Record<`${'system' | 'diagonal'}_${Precision}`, (...values: number[]) => number>;

type Kernel = 'factor' | 'invert' | 'solve' | 'multiply';
/** The steps of one inverse that threads share: see `threads/columns.ts`. */
type Step = 'panel' | 'trailing' | 'exchange' | 'columns';

/** A dtype as the kernels see it, and the kernels of its precision. */
export interface IFormat {
  /** Bytes of a real number. */
  size: number;
  complex: 0 | 1;
  factor: Numbers;
  invert: Numbers;
  solve: Numbers;
  multiply: Numbers;
  system(...values: number[]): number;
  diagonal(...values: number[]): number;
}

export function formatsOf(exports: EngineExports): Readonly<Record<FloatDType, IFormat>> {
  const format = (precision: Precision, complex: 0 | 1): IFormat => ({
    size: precision / 8,
    complex,
    factor: exports[`factor_${precision}`],
    invert: exports[`invert_${precision}`],
    solve: exports[`solve_${precision}`],
    multiply: exports[`multiply_${precision}`],
    system: exports[`system_${precision}`],
    diagonal: exports[`diagonal_${precision}`]
  });
  return {
    float32: format(32, 0),
    float64: format(64, 0),
    complex64: format(32, 1),
    complex128: format(64, 1)
  };
}
