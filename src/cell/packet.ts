/**
 * How messages leave the sandbox: as text and bytes, which can be counted before anything is parsed.
 *
 * A packet holds several messages as one JSON array; the bytes of a message travel beside it, and its text
 * says by number which of them stand where.
 */
import type { FromSandbox } from './protocol.js';
import type { IValue } from './values.js';

// Bound now: a cell may replace any global, and would not be heard any more.
const { stringify } = JSON;

/** Messages as text, and the buffers of each. */
export interface IPacket {
  text: string;
  buffers: ArrayBuffer[][];
}

/** One message on its way. */
export interface IPiece {
  text: string;
  buffers: ArrayBuffer[];
}

/** A message as text and bytes. */
export function toPiece(message: FromSandbox): IPiece {
  const buffers: ArrayBuffer[] = [];
  const aside = (bytes: ArrayBuffer) => buffers.push(bytes) - 1;
  return { text: stringify(stripped(message, aside)), buffers };
}

function stripped(message: FromSandbox, aside: (bytes: ArrayBuffer) => number): unknown {
  if (message.type === 'done') {
    return { ...message, values: message.values.map(value => strippedValue(value, aside)) };
  }
  if (message.type !== 'gpu' && message.type !== 'kernel') return message;
  const request = message.request as Record<string, unknown>;
  if (!(request?.data instanceof ArrayBuffer)) return message;
  return { ...message, request: { ...request, data: aside(request.data) } };
}

/** JSON goes as bytes too, so that nothing on the way reads it. */
function strippedValue(value: IValue, aside: (bytes: ArrayBuffer) => number): unknown {
  if ('held' in value) return value;
  if (!('json' in value)) return { ...value, data: aside(value.data) };
  return { name: value.name, json: aside(new TextEncoder().encode(value.json).buffer) };
}

/** Pieces as one packet. */
export function toPacket(pieces: readonly IPiece[]): IPacket {
  return {
    text: `[${pieces.map(({ text }) => text).join(',')}]`,
    buffers: pieces.map(({ buffers }) => buffers)
  };
}

/** The buffers of a packet, which are to be transferred with it. */
export function transferOf({ buffers }: IPacket): ArrayBuffer[] {
  return buffers.flat();
}

/** The messages of a packet with their buffers, neither of which is trusted; empty where it is none. */
export function fromPacket({ text, buffers }: IPacket): unknown[] {
  const messages = parse(sound(text));
  if (messages.length !== buffers.length) return [];
  return messages.map((message, i) => joined(message, buffers[i]));
}

/** Half a character in a notebook would keep it from being saved; as JSON one is always written out. */
function sound(text: string): string {
  if (!text.includes('\\ud')) return text;
  const half = /^\\ud[89a-f]/;
  return text.replace(/\\(?:ud[89a-f][0-9a-f]{2}|[\s\S])/g, it => (half.test(it) ? '\\ufffd' : it));
}

/** The messages of a text, bare of their bytes. */
export function parse(text: string): unknown[] {
  try {
    const messages: unknown = JSON.parse(text);
    return Array.isArray(messages) ? messages : [];
  } catch {
    return [];
  }
}

function joined(message: unknown, buffers: readonly ArrayBuffer[]): unknown {
  const { type, values, request } = (message ?? {}) as Record<string, unknown>;
  if (type === 'done' && Array.isArray(values)) {
    return { ...(message as object), values: values.map(value => joinedValue(value, buffers)) };
  }
  const isRequest = type === 'gpu' || type === 'kernel';
  if (!isRequest || typeof request !== 'object' || request === null) return message;
  const { data } = request as { data?: unknown };
  if (data === undefined) return message;
  return { type, request: { ...request, data: buffers[Number(data)] } };
}

function joinedValue(value: unknown, buffers: readonly ArrayBuffer[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { json, data } = value as Record<string, unknown>;
  if (data !== undefined) return { ...value, data: buffers[Number(data)] };
  if (json === undefined) return value;
  const bytes = buffers[Number(json)];
  return bytes ? { ...value, json: new TextDecoder().decode(bytes) } : undefined;
}
