/** Values as one stream of bytes, as `bridge.py` writes and reads it: headers as JSON, then what they tell of. */
import type { ISentValue } from '../cell/index.js';

/** Values that go to Python. */
export interface IStream {
  /** Bytes of the headers, with which it begins. */
  head: number;
  total: number;
  parts: Uint8Array<ArrayBuffer>[];
}

/** Bytes of one element. */
const SIZES: Readonly<Record<string, number>> = {
  float32: 4,
  float64: 8,
  complex64: 8,
  complex128: 16,
  int32: 4,
  int64: 8,
  bool: 1
};

const MOST_AXES = 32;
const MOST_HEAD = 1 << 20;

type Header = { name: string; bytes: number; dtype?: string; shape?: number[] };

/** Values on their way to Python. */
export function toStream(values: readonly ISentValue[]): IStream {
  const encoder = new TextEncoder();
  const contents = values.map(value =>
    'json' in value ? encoder.encode(value.json) : new Uint8Array(value.data)
  );
  const headers = values.map((value, i): Header => {
    const header = { name: value.name, bytes: contents[i].byteLength };
    return 'json' in value ? header : { ...header, dtype: value.dtype, shape: value.shape };
  });
  const head = encoder.encode(JSON.stringify(headers));
  const parts = [head, ...contents] as Uint8Array<ArrayBuffer>[];
  return { head: head.byteLength, total: sizeOf(parts), parts };
}

/**
 * Values that came from Python, one for each name; whatever is not as `bridge.py` writes it is refused.
 *
 * @param head bytes of the headers
 * @throws Error
 */
export function fromStream(
  names: readonly string[],
  head: number,
  parts: readonly Uint8Array[]
): ISentValue[] {
  const total = sizeOf(parts);
  if (head > Math.min(total, MOST_HEAD)) throw refused('headers');
  const take = reader(parts);
  const headers = parseHeaders(take(head));
  const right =
    headers.length === names.length &&
    headers.every(({ name }, i) => name === names[i]) &&
    headers.reduce((sum, { bytes }) => sum + bytes, head) === total;
  if (!right) throw refused('headers');
  return headers.map(({ name, bytes, dtype, shape }): ISentValue => {
    const data = take(bytes);
    if (dtype === undefined) return { name, json: decode(data) };
    return { name, dtype, shape, data } as ISentValue;
  });
}

export function sizeOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, { byteLength }) => sum + byteLength, 0);
}

export function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function parseHeaders(data: ArrayBuffer): Header[] {
  let headers: unknown;
  try {
    headers = JSON.parse(decode(data));
  } catch {
    throw refused('headers');
  }
  if (Array.isArray(headers) && headers.every(isHeader)) return headers;
  throw refused('headers');
}

function isHeader(value: unknown): value is Header {
  if (typeof value !== 'object' || value === null) return false;
  const { name, bytes, dtype, shape } = value as Record<string, unknown>;
  if (typeof name !== 'string' || !isSize(bytes)) return false;
  if (dtype === undefined) return shape === undefined;
  if (typeof dtype !== 'string' || !Object.hasOwn(SIZES, dtype)) return false;
  if (!Array.isArray(shape) || shape.length > MOST_AXES || !shape.every(isSize)) return false;
  const size = shape.reduce((product, length) => product * length, SIZES[dtype]);
  return size === bytes;
}

function decode(data: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(data);
  } catch {
    throw refused('text');
  }
}

/** Gives the next bytes of parts that lie one after the other, each time in a buffer of their own. */
function reader(parts: readonly Uint8Array[]): (count: number) => ArrayBuffer {
  let part = 0;
  let at = 0;
  return count => {
    const whole = new Uint8Array(count);
    let done = 0;
    while (done < count) {
      const piece = parts[part].subarray(at, at + count - done);
      whole.set(piece, done);
      done += piece.byteLength;
      at += piece.byteLength;
      if (at < parts[part].byteLength) continue;
      part++;
      at = 0;
    }
    return whole.buffer;
  };
}

function refused(what: string): Error {
  return new Error(
    `the ${what} that came from Python are not what was asked for; run the cell again`
  );
}

/** The answers to requests, and their bytes. */
export interface IReplies {
  replies: Record<string, unknown>[];
  buffers: ArrayBuffer[];
}

/**
 * Answers of the arrays in the kernel; whatever is not as `arrays/session.py` writes it is refused.
 *
 * @param head bytes of the JSON with which they begin
 * @throws Error
 */
export function fromReplies(head: number, parts: readonly Uint8Array[]): IReplies {
  const total = sizeOf(parts);
  if (head > total) throw refused('answers');
  const take = reader(parts);
  let answer: unknown;
  try {
    answer = JSON.parse(decode(take(head)));
  } catch {
    throw refused('answers');
  }
  const { replies, sizes } = (answer ?? {}) as Record<string, unknown>;
  const right =
    Array.isArray(replies) &&
    replies.every(reply => typeof reply === 'object' && reply !== null) &&
    Array.isArray(sizes) &&
    sizes.every(isSize) &&
    sizes.reduce((sum, size) => sum + size, head) === total;
  if (!right) throw refused('answers');
  return { replies, buffers: sizes.map(take) };
}
