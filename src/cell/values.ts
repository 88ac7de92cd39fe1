/** Values on their way between Python and a cell: arrays as bytes, all else as JSON. */
import {
  type Data,
  type DType,
  fromData,
  GpuTensor,
  isComplexNumber,
  KernelTensor,
  Tensor
} from '../engine/index.js';
import { currentKernel, type IHeldArray } from '../engine/internal.js';
import { CellMatrix } from './matrix.js';

/** A value by its name. */
export type IValue =
  | { name: string; dtype: DType; shape: number[]; data: ArrayBuffer }
  | { name: string; json: string }
  /** An array that stays in the kernel. */
  | { name: string; held: IHeldArray };

/** A value that crosses. */
export type ISentValue = Exclude<IValue, { held: unknown }>;

const ARRAYS: Readonly<Record<DType, new (buffer: ArrayBuffer) => Data>> = {
  float32: Float32Array,
  float64: Float64Array,
  complex64: Float32Array,
  complex128: Float64Array,
  int32: Int32Array,
  int64: BigInt64Array,
  bool: Uint8Array
};

/**
 * The value that a cell gets: a tensor, or what JSON holds.
 * @throws TypeError for what `bridge.py` cannot have written
 */
export function unpackValue(value: IValue): unknown {
  if ('json' in value) return restored(value.name, JSON.parse(value.json), 0);
  if ('held' in value) return KernelTensor.held(currentKernel(), value.held);
  return fromData(new ARRAYS[value.dtype](value.data), value.shape, value.dtype);
}

/** Characters of a list that are read for its type. */
const MOST_READ = 100_000;

/** The type of a list of one kind; any for others, whose items may be of use in more ways than one. */
function typeOfList(json: string): string {
  try {
    const kinds = new Set((JSON.parse(json) as unknown[]).map(kindOf));
    const [kind] = kinds;
    return kinds.size === 1 && kind !== 'any' ? `${kind}[]` : 'any';
  } catch {
    return 'any'; // `unpackValue` says what is wrong with it.
  }
}

function kindOf(item: unknown): string {
  if (Array.isArray(item)) return 'any';
  if (typeof item !== 'object' || item === null) return item === null ? 'any' : typeof item;
  const keys = Object.keys(item);
  if (keys.length !== 1) return 'any';
  return keys[0] === '$date' ? 'Date' : keys[0] === '$float' ? 'number' : 'any';
}

/** The type of that value, for the compiler; read off the beginning, since the rest may be long. */
export function typeOfValue(value: IValue): string {
  if ('held' in value) return 'KernelTensor';
  if (!('json' in value)) return 'Tensor';
  const { json } = value;
  if (json.startsWith('"')) return 'string';
  if (json.startsWith('{"$bigint"')) return 'bigint';
  if (json.startsWith('{"$date"')) return 'Date';
  if (/^(?:[\d-]|\{"\$float")/.test(json)) return 'number';
  if (json.startsWith('[') && json.length <= MOST_READ) return typeOfList(json);
  return /^(?:true|false)$/.test(json) ? 'boolean' : 'any';
}

/**
 * Of what came back from a cell the values that stand after `-o`, in that order, the first of each name:
 * a cell's code can send whatever it likes, and more than it was asked for.
 *
 * @throws ReferenceError where one did not come
 */
export function pickValues(values: readonly IValue[], names: readonly string[]): IValue[] {
  return names.map(name => {
    const found = values.find(value => value.name === name);
    if (found) return found;
    throw new ReferenceError(
      `${name} did not come out of the cell, and cannot go to Python (-o ${name}); run the cell again`
    );
  });
}

/**
 * A cell's value, for Python.
 * @throws TypeError where Python has nothing like it
 */
export async function packValue(name: string, value: unknown): Promise<IValue> {
  // Of a matrix below a cell Python gets what stands in it.
  if (value instanceof CellMatrix) return packValue(name, value.value);
  if (value instanceof KernelTensor) return { name, held: heldOf(value) };
  const tensor = value instanceof GpuTensor ? await value.cpu() : value;
  if (tensor instanceof Tensor) {
    const { dtype, shape } = tensor;
    const data = tensor.data.slice().buffer as ArrayBuffer;
    return { name, dtype, shape: [...shape], data };
  }
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    return packValue(name, typedTensor(name, value));
  }
  return { name, json: JSON.stringify(new Plain(name).of(value)) };
}

/** Python binds the array itself. */
function heldOf({ handle, shape, dtype, place }: KernelTensor): IHeldArray {
  return { handle, shape: [...shape], dtype, ...place };
}

/** Of a dtype that holds all of its numbers; `bridge.py` widens NumPy's in the same way. */
function typedTensor(name: string, array: ArrayBufferView): Tensor {
  if (array instanceof BigUint64Array) {
    throw new TypeError(
      `${name} cannot go to Python: it is a BigUint64Array, and tensors have no uint64; give BigInt64Array.from(…) of it, or [...${name}]`
    );
  }
  const data = widened(array);
  return fromData(data, [data.length]);
}

const SMALL_INTEGERS = [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array];

function widened(array: ArrayBufferView): Data {
  const isKept =
    array instanceof Float32Array ||
    array instanceof Float64Array ||
    array instanceof Int32Array ||
    array instanceof BigInt64Array;
  if (isKept) return array as Data;
  if (array instanceof Uint32Array) return BigInt64Array.from(array, BigInt);
  const numbers = array as Uint8Array;
  const isSmall = SMALL_INTEGERS.some(type => array instanceof type);
  // Else it is a `Float16Array`, which not every browser has.
  return isSmall ? Int32Array.from(numbers) : Float32Array.from(numbers);
}

/** Values that JSON lacks are written out as an object with one of these keys and no other, as `bridge.py` reads it. */
const MARKERS: readonly string[] = ['$bigint', '$float', '$complex', '$dict', '$date'];

/** Lists within lists, and values in all, that one value may have. */
const MOST_DEPTH = 200;
const MOST_ITEMS = 4_000_000;

/** One value on its way to JSON. */
class Plain {
  readonly #name: string;
  #items = 0;
  /** The lists and objects that hold the value at hand. */
  readonly #above = new Set<unknown>();
  /** How that value is reached from the name: `.rows`, `[3]`. */
  readonly #path: string[] = [];

  constructor(name: string) {
    this.#name = name;
  }

  of(value: unknown): unknown {
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'number')
      return isPlainNumber(value) ? value : { $float: floatText(value) };
    if (typeof value === 'bigint') return { $bigint: bigintText(value) };
    if (this.#above.has(value)) {
      throw new TypeError(`${this.#name} holds itself, which Python cannot be given`);
    }
    if (this.#above.size >= MOST_DEPTH) {
      throw new TypeError(
        `${this.#name} is nested more than ${MOST_DEPTH} levels deep, which is too deep to go to Python; flatten it`
      );
    }
    this.#above.add(value);
    const written = this.#compound(value);
    this.#above.delete(value);
    return written;
  }

  #compound(value: unknown): unknown {
    if (Array.isArray(value) || isTyped(value)) return this.#list(value);
    if (value instanceof Date) return { $date: this.#time(value) };
    if (isComplex(value)) return { $complex: this.#list([value.re, value.im]) };
    if (value instanceof CellMatrix) return this.of(value.value);
    if (value instanceof Tensor) return this.of(value.toArray());
    if (value instanceof Map) return this.#keyed([...value]);
    if (value instanceof Set) return this.#list([...value]);
    if (isRecord(value)) return this.#keyed(Object.entries(value));
    throw this.#refused(...reasonAgainst(value, this.#path.length === 0));
  }

  #refused(what: string, advice: string): TypeError {
    const where = this.#name + this.#path.join('');
    return new TypeError(`${where} cannot go to Python: ${what}; ${advice}`);
  }

  /** Milliseconds since 1970, in the years that Python's datetime has. */
  #time(date: Date): number {
    const time = date.getTime();
    if (time >= FIRST_TIME && time <= LAST_TIME) return time;
    if (Number.isNaN(time)) throw this.#refused('it is an invalid Date', 'give null instead');
    throw this.#refused(
      'it is a Date beyond the years 1 to 9999 of a datetime',
      'give its getTime() instead'
    );
  }

  #at(step: string, value: unknown): unknown {
    this.#path.push(step);
    const written = this.of(value);
    this.#path.pop();
    return written;
  }

  #list(items: ArrayLike<unknown>): unknown[] {
    this.#count(items.length);
    const written: unknown[] = [];
    // Holes too, which are undefined, and said to be.
    for (let i = 0; i < items.length; i++) written.push(this.#at(`[${i}]`, items[i]));
    return written;
  }

  #keyed(pairs: readonly [unknown, unknown][]): unknown {
    this.#count(pairs.length);
    const written = new Map<string, unknown>();
    for (const [key, item] of pairs) {
      if (['object', 'function', 'symbol'].includes(typeof key) && key !== null) {
        throw this.#refused(
          `it is a Map with a key of type ${typeof key}`,
          'make its keys text or numbers, or give the array [...map.entries()]'
        );
      }
      const text = String(key);
      if (written.has(text)) {
        throw new TypeError(
          `${this.#name} has two keys that are both '${text}' as text, as which they go to Python; rename one of them`
        );
      }
      written.set(text, this.#at(stepTo(text), item));
    }
    const [first] = written.keys();
    const object = Object.fromEntries(written);
    return written.size === 1 && MARKERS.includes(first) ? { $dict: object } : object;
  }

  #count(items: number): void {
    this.#items += items;
    if (this.#items <= MOST_ITEMS) return;
    throw new TypeError(
      `${this.#name} holds more than ${MOST_ITEMS.toLocaleString('en')} values; give Python a tensor instead`
    );
  }
}

const FIRST_TIME = -62_135_596_800_000;
const LAST_TIME = 253_402_300_799_999;

function stepTo(key: string): string {
  return /^[\p{XIDS}_$][\p{XIDC}$]*$/u.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

/** Of a value that Python has nothing like: what it is, and what to write instead. */
function reasonAgainst(value: unknown, isWhole: boolean): [string, string] {
  if (value === undefined)
    return ['it is undefined', isWhole ? 'write null' : 'leave it out or write null'];
  if (typeof value === 'function') return ['it is a function', 'call it, and give what it returns'];
  if (typeof value === 'symbol') return ['it is a symbol', 'give its description, which is text'];
  if (value instanceof Promise) return ['it is a Promise', 'await it first'];
  if (value instanceof URL || value instanceof RegExp)
    return [`it is a ${value.constructor.name}`, 'give String(…) of it, which is text'];
  if (value instanceof Error) return ['it is an Error', 'give its message, which is text'];
  if (value instanceof ArrayBuffer || value instanceof DataView)
    return ['it is bytes without a type', 'give new Uint8Array(…) of it'];
  if (value instanceof WeakMap || value instanceof WeakSet)
    return ['its keys cannot be listed', 'use a Map or a Set'];
  const kind = (value as object).constructor?.name || 'class without a name';
  return [
    `it is ${/^[AEIOU]/.test(kind) ? 'an' : 'a'} ${kind} (an instance of a class)`,
    'give an object of its fields, as {...value} makes one'
  ];
}

/** A complex number of ours or of mathjs, or an object that is nothing else. */
function isComplex(value: unknown): value is { re: number; im: number } {
  return isComplexNumber(value) && Object.keys(value).length === 2;
}

function isTyped(value: unknown): value is Float64Array {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

function isRecord(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const above = Object.getPrototypeOf(value);
  return above === Object.prototype || above === null;
}

/** Whether Python reads the same number from JSON: not -0, which loses its sign, nor whole numbers that JSON rounds. */
function isPlainNumber(value: number): boolean {
  if (!Number.isFinite(value) || Object.is(value, -0)) return false;
  return !Number.isInteger(value) || Number.isSafeInteger(value);
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (Object.is(value, -0)) return '-0.0';
  return String(value).replace('Infinity', 'inf');
}

/** In hexadecimal: Python reads no more than 4300 decimal digits. */
function bigintText(value: bigint): string {
  return value < 0n ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`;
}

/** Reads again, in place, the values that `bridge.py` wrote out. */
function restored(name: string, value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MOST_DEPTH * 2) throw new TypeError(`${name} is nested too deep for a cell`);
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) value[i] = restored(name, value[i], depth + 1);
    return value;
  }
  const entries = Object.entries(value);
  const [[marker, content] = []] = entries;
  if (entries.length === 1 && MARKERS.includes(marker as string)) {
    return unmarked(name, marker as string, content, depth + 1);
  }
  return restoredFields(name, value as Record<string, unknown>, depth);
}

/** Fields are the object's own already, `__proto__` too: none of them is set on what it inherits from. */
function restoredFields(name: string, value: Record<string, unknown>, depth: number): unknown {
  for (const key of Object.keys(value)) value[key] = restored(name, value[key], depth + 1);
  return value;
}

function unmarked(name: string, marker: string, content: unknown, depth: number): unknown {
  if (marker === '$date' && Number.isInteger(content)) {
    const date = new Date(content as number);
    if (!Number.isNaN(date.getTime())) return date;
  }
  if (typeof content === 'string') {
    if (marker === '$bigint' && /^-?(?:0x[\da-f]+|\d+)$/.test(content)) {
      return content.startsWith('-') ? -BigInt(content.slice(1)) : BigInt(content);
    }
    if (marker === '$float') return Number(content.replace('inf', 'Infinity'));
  } else if (Array.isArray(content)) {
    const [re, im] = content.map(part => restored(name, part, depth));
    if (marker === '$complex' && typeof re === 'number' && typeof im === 'number')
      return { re, im };
  } else if (marker === '$dict' && typeof content === 'object' && content !== null) {
    return restoredFields(name, content as Record<string, unknown>, depth);
  }
  throw new TypeError(`${name} did not come from Python as it was sent; run the cell again`);
}
