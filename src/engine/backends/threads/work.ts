/** One piece of work for a pool, and the calls by which it is shared out. */
import {
  allocate,
  components,
  type FloatData,
  type FloatDType,
  isComplex,
  isSingle,
  type RealDType
} from '../../core/dtype.js';
import type { Reply, Request } from './protocol.js';

/** Square matrices, one after the other. */
export interface ISquare {
  dtype: FloatDType;
  count: number;
  n: number;
  data: FloatData;
}

/** One real matrix, n by n. */
export interface IOne {
  dtype: RealDType;
  n: number;
  data: FloatData;
}

export interface IInverses {
  data: FloatData;
  /** For each, 0 or the 1-based position of the first exactly zero pivot. */
  info: Int32Array;
}

/** `Omit` of each member of a union. */
type WithoutId<T> = T extends { id: number } ? Omit<T, 'id'> : never;
/** A request, and what is handed over with it. */
export type Question = [request: WithoutId<Request>, transfer: readonly unknown[]];

/** The workers, by their ranks. */
export interface ITeam {
  readonly count: number;
  /** @param work operations that the answer takes */
  ask(rank: number, work: number, question: Question): Promise<Reply>;
  /** Asks the first workers together: one id, by which they know each other's messages. */
  askAll(threads: number, work: number, question: (rank: number) => Question): Promise<Reply[]>;
}

/** The operations that inverting takes, about. */
export function workOf(dtype: FloatDType, count: number, n: number): number {
  return 2 * n ** 3 * count * components(dtype) ** 2;
}

/** Operations in a second, of a slow worker that shares its core with many. */
export const SLOWEST = 2e7;
/** Sizes from which on threads save more than it costs to agree on the work. */
export interface IThresholds {
  /** Rows of one matrix. */
  rows: number;
  /** Rows of the members of a batch, and operations of the whole of it. */
  memberRows: number;
  operations: number;
}

/** For threads that share memory. */
const SHARED: IThresholds = { rows: 257, memberRows: 1, operations: 4e6 };
/** For threads of a browser that send messages: each takes a good part of a millisecond, and copies. */
export const MESSAGES: IThresholds = { rows: 1024, memberRows: 16, operations: 3e7 };

export function isLarge(dtype: FloatDType, n: number, { rows } = SHARED): boolean {
  return n >= rows && !isComplex(dtype);
}

export function isMuch(
  dtype: FloatDType,
  count: number,
  n: number,
  { memberRows, operations } = SHARED
): boolean {
  return n >= memberRows && workOf(dtype, count, n) >= operations;
}

/** Room for inverses, whose pages are touched while the workers compute, and not when they are waited for. */
export function roomFor(dtype: FloatDType, count: number): FloatData {
  const out = allocate(dtype, count);
  out.fill(0);
  return out;
}

export function viewAt(
  dtype: FloatDType,
  buffer: ArrayBufferLike,
  at: number,
  length: number
): FloatData {
  return isSingle(dtype)
    ? new Float32Array(buffer, at, length)
    : new Float64Array(buffer, at, length);
}
