/**
 * Messages between the host and the sandbox, and the check of those that come out.
 *
 * The sandbox runs the user's code, which may send anything: only messages of these shapes, holding
 * only these mimes, are let through. Everything else is dropped. How much may come is `gate.ts`'s matter.
 */
import type { Device } from '../engine/index.js';
import {
  type GpuReply,
  heldArray,
  type IGpuOptions,
  type IHeldArray,
  type IKernelReply,
  type ILent,
  type ITiles,
  isDType,
  isShape,
  isTiles
} from '../engine/internal.js';
import { type ILatexOptions, MIME, readDocument } from '../latex/index.js';
import type { IMatrixEdit } from '../matrix/index.js';
import type { IValue } from './values.js';

/** The first message, to the worker itself; the port carries all that follows. */
export interface IInit {
  type: 'init';
  wasm: ArrayBuffer;
  /** The engine for threads that share memory, in pages that are isolated. */
  sharedWasm?: ArrayBuffer;
  /** The memory that the frame shares with the worker, where it may. */
  lent?: ILent;
  gpu: IGpuOptions;
  port: MessagePort;
}

export type ToSandbox =
  | IRun
  /** Before the first cell that may use it: a function of the global object that gives `MakeMathjs`. */
  | { type: 'mathjs'; script: string }
  | { type: 'gpu'; reply: GpuReply }
  | { type: 'kernel'; reply: IKernelReply }
  | IInterrupt
  /** Ports to the threads that were asked for; none where they cannot be had. */
  | { type: 'threads'; ports: MessagePort[] }
  /** A thread of those lent last has ended by itself. */
  | { type: 'died'; rank: number; message: string }
  /** Other memory to share with the threads that help: those of the last died. */
  | { type: 'helpers'; lent: ILent }
  /** Of a matrix below a cell. */
  | { type: 'edit'; edit: IMatrixEdit };

/** Gives up a cell that waits. */
export interface IInterrupt {
  type: 'interrupt';
  id: number;
  /** Of the error that is shown, and its text. */
  name: string;
  message: string;
}

export interface IRun {
  type: 'run';
  id: number;
  /** The number in `cell[3]`, by which stack traces name the cell. */
  count: number;
  /** TypeScript; the first line is empty. */
  source: string;
  /** The same without namespaces, decorators and `accessor`, line by line, where it has any. */
  lowered?: string;
  fresh: boolean;
  /** Of new tensors that name none. */
  device: Device;
  /** Of new tensors in the Python kernel that name none. */
  library: string;
  /** How matrices are shown; absent: as they are by default. */
  format?: ILatexOptions;
  /** Values that the cell gets, and the names of those that it gives. */
  inputs: IValue[];
  outputs: string[];
}

export type FromSandbox =
  | { type: 'ready' }
  | { type: 'broken'; message: string }
  /** A cell's turn has come: what earlier cells left running does not keep it waiting. */
  | { type: 'started'; id: number }
  | { type: 'output'; output: Output }
  /** `kept` are the names that the cell has initialised; what is said of them is only believed of types. */
  | { type: 'done'; id: number; ok: boolean; values: IValue[]; kept: string[] }
  /** Asks for so many threads, in the place of those lent before: none ends them. */
  | { type: 'threads'; count: number }
  /** Asks for threads that help cells that do not wait. */
  | { type: 'helpers' }
  /** For the host's adapter, where the sandbox has none; checked by what serves it. */
  | { type: 'gpu'; request: unknown }
  /** For the notebook's Python kernel; checked by what serves it. */
  | { type: 'kernel'; request: unknown }
  /** The sandbox has found out which tiles its adapter likes, and cannot remember it. */
  | { type: 'tuned'; adapter: string; tiles: ITiles };

/** An output of a cell, before it becomes a Jupyter message. */
export type Output =
  | { kind: 'stream'; name: 'stdout' | 'stderr'; text: string }
  /** With an `id` it takes the place of what was shown under that name. */
  | { kind: 'display'; data: Record<string, unknown>; id?: string }
  | { kind: 'clear'; wait: boolean }
  | { kind: 'result'; data: Record<string, unknown> }
  | { kind: 'error'; name: string; message: string; traceback: string[] };

/** Characters that the name of an adapter or of an output may have. */
const MOST_NAME = 200;
/** Levels of JSON; Python, which saves the notebook, follows less than a thousand. */
const DEEPEST = 100;

/** The mimes that may leave the sandbox: none of them runs code in the page, trusted or not. */
const MIMES: ReadonlyMap<string, (data: unknown) => boolean> = new Map([
  [MIME, isView],
  ['application/json', isShallow],
  ['image/gif', isBase64],
  ['image/jpeg', isBase64],
  ['image/png', isBase64],
  ['image/webp', isBase64],
  // Not shown as they are: the host removes what could run (`notebook/sanitize.ts`).
  ['image/svg+xml', isString],
  ['text/html', isString],
  ['text/latex', isString],
  ['text/markdown', isString],
  ['text/plain', isString]
]);

/** Reads a message from the sandbox; undefined for anything that is not one. */
export function parseFromSandbox(data: unknown): FromSandbox | undefined {
  if (!isObject(data)) return undefined;
  switch (data.type) {
    case 'ready':
      return { type: 'ready' };
    case 'broken':
      return isString(data.message) ? { type: 'broken', message: data.message } : undefined;
    case 'started':
      return typeof data.id === 'number' ? { type: 'started', id: data.id } : undefined;
    case 'done':
      return typeof data.id === 'number'
        ? {
            type: 'done',
            id: data.id,
            ok: data.ok === true,
            values: parseValues(data.values),
            kept: Array.isArray(data.kept) ? data.kept.filter(isString) : []
          }
        : undefined;
    case 'threads': {
      const { count } = data;
      const known = Number.isInteger(count) && (count as number) >= 0;
      return known ? { type: 'threads', count: count as number } : undefined;
    }
    case 'helpers':
      return { type: 'helpers' };
    case 'gpu':
      return { type: 'gpu', request: data.request };
    case 'kernel':
      return { type: 'kernel', request: data.request };
    case 'tuned': {
      const { adapter, tiles } = data;
      const known = isString(adapter) && adapter.length < MOST_NAME && isTiles(tiles);
      return known ? { type: 'tuned', adapter, tiles: { ...tiles } } : undefined;
    }
    case 'output': {
      const output = parseOutput(data.output);
      return output && { type: 'output', output };
    }
    default:
      return undefined;
  }
}

/** Values for Python: of these shapes alone. */
function parseValues(values: unknown): IValue[] {
  if (!Array.isArray(values)) return [];
  return values.flatMap((value): IValue[] => {
    if (!isObject(value) || !isString(value.name)) return [];
    const { name, json, dtype, shape, data, held } = value;
    if (isString(json)) return [{ name, json }];
    const array = parseHeld(held);
    if (array) return [{ name, held: array }];
    const whole = isDType(dtype) && isShape(shape) && data instanceof ArrayBuffer;
    return whole ? [{ name, dtype, shape: [...shape], data }] : [];
  });
}

/** An array of the kernel: of what a cell says of it only the handle counts, which its session must have. */
function parseHeld(held: unknown): IHeldArray | undefined {
  if (!isObject(held)) return undefined;
  const { handle } = held;
  return Number.isSafeInteger(handle) ? heldArray(handle as number, held) : undefined;
}

function parseOutput(output: unknown): Output | undefined {
  if (!isObject(output)) return undefined;
  const { kind } = output;
  if (kind === 'stream') {
    const name = output.name === 'stderr' ? 'stderr' : 'stdout';
    return isString(output.text) ? { kind, name, text: output.text } : undefined;
  }
  if (kind === 'display' || kind === 'result') {
    const data = allowedPart(output.data);
    const named = kind === 'display' && isString(output.id) && output.id.length <= MOST_NAME;
    return data && { kind, data, ...(named ? { id: output.id as string } : {}) };
  }
  if (kind === 'clear') return { kind, wait: output.wait === true };
  if (kind !== 'error') return undefined;
  const { name, message, traceback } = output;
  if (!isString(name) || !isString(message) || !Array.isArray(traceback)) return undefined;
  return { kind, name, message, traceback: traceback.filter(isString) };
}

/** The allowed part of a bundle. It is plain JSON, since that is how it came. */
export function allowedPart(data: unknown): Record<string, unknown> | undefined {
  if (!isObject(data)) return undefined;
  const allowed = Object.entries(data).filter(([mime, value]) => MIMES.get(mime)?.(value));
  return allowed.length > 0 ? Object.fromEntries(allowed) : undefined;
}

/** Whether lists and objects are within each other no deeper than all that reads a notebook can follow. */
function isShallow(value: unknown, levels = DEEPEST): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every(inner => isShallow(inner, levels - 1));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isBase64(value: unknown): boolean {
  return isString(value) && isBase64Text(value.trim());
}

/** In one pass, whatever the text: a pattern that tries where its end begins would try everywhere. */
function isBase64Text(text: string): boolean {
  const end = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return !/[^A-Za-z0-9+/\s]/.test(text.slice(0, text.length - end));
}

/** A view that the schema knows; any other leaves the output with its plainer forms. */
function isView(value: unknown): boolean {
  return 'document' in readDocument(value);
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}
