/** Element types: torch's names, the arrays that hold them, and how torch spells them in errors. */
import { RuntimeError } from './errors.js';

export type RealDType = 'float32' | 'float64';
export type ComplexDType = 'complex64' | 'complex128';
/** The types on which linear algebra is defined. */
export type FloatDType = RealDType | ComplexDType;
export type DType = FloatDType | 'int32' | 'int64' | 'bool';

interface ITypedArrays {
  float32: Float32Array;
  float64: Float64Array;
  complex64: Float32Array;
  complex128: Float64Array;
  int32: Int32Array;
  int64: BigInt64Array;
  bool: Uint8Array;
}

/** The array that holds the elements of a dtype; complex numbers are interleaved (re, im). */
export type TypedArray<D extends DType = DType> = ITypedArrays[D];
export type Data = TypedArray;
export type FloatData = TypedArray<FloatDType>;

/** The dtype of `a op b` as far as the dtypes tell it: that of tensors without dimensions counts less. */
export type Promoted<A extends DType, B extends DType> = [A, B] extends [B, A]
  ? A
  : [A] extends [ComplexDType]
    ? ComplexDType
    : [B] extends [ComplexDType]
      ? ComplexDType
      : [Extract<A | B, ComplexDType>] extends [never]
        ? PromotedReal<A, B>
        : DType;

type PromotedReal<A extends DType, B extends DType> = [A] extends [RealDType]
  ? RealDType
  : [B] extends [RealDType]
    ? RealDType
    : DType;

interface IDTypeInfo {
  /** As `torch.Tensor.type()` abbreviates it: `Double`, `Long`. */
  readonly scalarType: string;
  /** As C++ spells it: `double`, `long int`. */
  readonly cppName: string;
  readonly array: { new (source: number | ArrayBuffer): Data; readonly BYTES_PER_ELEMENT: number };
  readonly complex: boolean;
  /** Place in torch's promotion order. */
  readonly rank: number;
}

const DTYPES: Readonly<Record<DType, IDTypeInfo>> = {
  bool: { scalarType: 'Bool', cppName: 'bool', array: Uint8Array, complex: false, rank: 0 },
  int32: { scalarType: 'Int', cppName: 'int', array: Int32Array, complex: false, rank: 1 },
  int64: { scalarType: 'Long', cppName: 'long int', array: BigInt64Array, complex: false, rank: 2 },
  float32: { scalarType: 'Float', cppName: 'float', array: Float32Array, complex: false, rank: 3 },
  float64: {
    scalarType: 'Double',
    cppName: 'double',
    array: Float64Array,
    complex: false,
    rank: 4
  },
  complex64: {
    scalarType: 'ComplexFloat',
    cppName: 'c10::complex<float>',
    array: Float32Array,
    complex: true,
    rank: 5
  },
  complex128: {
    scalarType: 'ComplexDouble',
    cppName: 'c10::complex<double>',
    array: Float64Array,
    complex: true,
    rank: 6
  }
};

/** The facts about a dtype. */
export function dtypeInfo(dtype: DType): IDTypeInfo {
  return DTYPES[dtype];
}

/** Checks a dtype that came from a caller, perhaps from plain JavaScript, and returns it. */
export function checkDType(op: string, dtype: unknown): DType {
  if (typeof dtype === 'string' && Object.hasOwn(DTYPES, dtype)) return dtype as DType;
  throw new RuntimeError(
    `${op}: expected a dtype (${Object.keys(DTYPES).join(', ')}), got ${String(dtype)}`,
    { op, code: 'dtype' }
  );
}

export function isComplex(dtype: DType): dtype is ComplexDType {
  return DTYPES[dtype].complex;
}

/** Whether a dtype is floating point or complex, NumPy's `inexact`: linear algebra is defined on these. */
export function isInexact(dtype: DType): dtype is FloatDType {
  return DTYPES[dtype].rank >= DTYPES.float32.rank;
}

/** Array elements per tensor element: 2 for complex (re, im), else 1. */
export function components(dtype: DType): 1 | 2 {
  return DTYPES[dtype].complex ? 2 : 1;
}

/** Whether a dtype's numbers are of 32 bits, complex or not. */
export function isSingle(dtype: DType): boolean {
  return dtype === 'float32' || dtype === 'complex64';
}

/** The dtype of a norm: float32 for complex64, float64 for complex128, else itself. */
export function realDType(dtype: FloatDType): RealDType {
  return dtype === 'float32' || dtype === 'complex64' ? 'float32' : 'float64';
}

/** Machine epsilon, the distance from 1 to the next number: 2⁻²³ or 2⁻⁵². */
export function epsilon(dtype: FloatDType): number {
  return realDType(dtype) === 'float32' ? 2 ** -23 : 2 ** -52;
}

/**
 * Zeroed storage for `count` elements.
 * @throws RuntimeError where this host has no such array
 */
export function allocate<D extends DType>(dtype: D, count: number): TypedArray<D> {
  // Apart, since this is where a small inverse spends its time.
  if (dtype === 'float64' && count < 4096) return new Float64Array(count) as TypedArray<D>;
  try {
    return new DTYPES[dtype].array(count * components(dtype)) as TypedArray<D>;
  } catch (cause) {
    const bytes = count * components(dtype) * DTYPES[dtype].array.BYTES_PER_ELEMENT;
    const error = new RuntimeError(
      `out of memory: ${count} elements of ${dtype} take ${Math.ceil(bytes / 2 ** 20)} MiB, which this host does not give; use a smaller tensor, or a smaller dtype`,
      { op: 'allocate', code: 'device' }
    );
    error.cause = cause;
    throw error;
  }
}

/** Copies elements of one dtype, to the place `at` on. */
export function copyInto(target: Data, source: Data, at = 0): void {
  // The compiler does not know that both are of one type.
  target.set(source as never, at);
}

/** The dtype of `a op b`, as torch promotes two tensors (float64 with complex64 is complex128). */
export function promote(a: DType, b: DType): DType {
  const high = DTYPES[a].rank >= DTYPES[b].rank ? a : b;
  const low = high === a ? b : a;
  return high === 'complex64' && low === 'float64' ? 'complex128' : high;
}

/**
 * Whether numbers of one dtype stay what they are in another, but for rounding and overflow: where that is of the same
 * category (bool, integer, floating point, complex), or of a higher one. Source: `c10::canCast`.
 */
export function canCast(from: DType, to: DType): boolean {
  if (isComplex(from)) return isComplex(to);
  if (isInexact(from)) return isInexact(to);
  return from === 'bool' || to !== 'bool';
}

/** An operand: a tensor with dimensions, one without, or a bare number. */
export interface IRanked {
  readonly dtype: DType;
  readonly kind: 'dimensioned' | 'scalar' | 'number';
}

/**
 * The dtype of an operation on such operands. Source: `torch.result_type`: a tensor without dimensions, and a
 * bare number even more so, only counts where it is of a higher category (bool, integer, floating point, complex).
 */
export function resultType(...operands: readonly IRanked[]): DType {
  const [dimensioned, scalar, number] = (['dimensioned', 'scalar', 'number'] as const).map(kind =>
    operands
      .filter(operand => operand.kind === kind)
      .map(({ dtype }) => dtype)
      .reduce<DType | undefined>((a, b) => (a ? promote(a, b) : b), undefined)
  );
  return combine(dimensioned, combine(scalar, number)) ?? defaultDType;
}

/** The dtype of operands that count, beside some that count less. */
function combine(higher: DType | undefined, lower: DType | undefined): DType | undefined {
  if (!higher || !lower) return higher ?? lower;
  if (isComplex(higher)) return higher;
  if (isInexact(higher)) return isComplex(lower) ? complexDType(higher) : higher;
  return higher === 'bool' || isInexact(lower) ? promote(higher, lower) : higher;
}

/** The complex dtype whose parts are of a real one. */
export function complexDType(real: DType): ComplexDType {
  return real === 'float32' ? 'complex64' : 'complex128';
}

let defaultDType: RealDType = 'float64';

/** The dtype of new tensors that name none: `float64` at the start (torch: float32). */
export function getDefaultDtype(): RealDType {
  return defaultDType;
}

/** Sets the dtype of new tensors that name none. Source: `torch.set_default_dtype`. */
export function setDefaultDtype(dtype: RealDType): void {
  if (dtype !== 'float32' && dtype !== 'float64') {
    throw new RuntimeError(
      `setDefaultDtype: only floating-point types are supported as the default type, got ${String(dtype)}`,
      { op: 'setDefaultDtype', code: 'dtype' }
    );
  }
  defaultDType = dtype;
}
