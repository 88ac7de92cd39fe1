/** Any value as text, for `text/plain` and the console: by Node's own `util.inspect`, within bounds. */
import {
  formatWithOptions,
  type InspectOptions,
  inspect as nodeInspect
} from 'node-inspect-extracted';
import { placesOf, textsOf } from './places.js';

/** Characters of a value as text. */
const MOST = 1_000_000;
/** Keys that are shown of an object that is too large, or of which a part cannot be read. */
const KEYS = 100;
/** Levels to which what cannot be read is looked for. */
const LEVELS = 3;

const CUSTOM = Symbol.for('nodejs.util.inspect.custom');
const UNREADABLE = '<a value that cannot be read>';
const TOO_LONG = '<a value that is too long to be printed>';
const CUT = `\n… shown in part: as text it has more than ${MOST.toLocaleString('en')} characters`;

/** Ever less of a value, for when all of it would be too much. */
const LESS: readonly InspectOptions[] = [
  {},
  { maxArrayLength: 20, maxStringLength: 200 },
  { maxArrayLength: 20, maxStringLength: 200, depth: 1 },
  { maxArrayLength: 20, maxStringLength: 200, depth: 0 }
];

/** Says that a text has become too long. */
class TooLong {}

type Write = (options: InspectOptions) => string;

/** A value as Node's console shows it; strings are quoted. */
export function inspect(value: unknown, options: InspectOptions = {}): string {
  return bounded(
    less => nodeInspect(value, { ...options, ...less }),
    () => inspectPart(value)
  );
}

/** The arguments of `console.log` as text, `%s`, `%d` and their like filled in. */
export function formatLog(args: readonly unknown[]): string {
  return bounded(
    less => formatWithOptions(less, ...args),
    () => args.map(arg => (typeof arg === 'string' ? arg : inspect(arg))).join(' ')
  );
}

/** Writes less and less until it is not too much; what cannot be written at all is left to `otherwise`. */
function bounded(write: Write, otherwise: () => string): string {
  for (const less of LESS) {
    try {
      const text = counted(write, less);
      return less === LESS[0] ? text : text + CUT;
    } catch (error) {
      if (!(error instanceof TooLong)) return otherwise();
    }
  }
  return otherwise();
}

/** Characters that may still be written, by values within values too. */
let room = 0;

/** Ends a text as soon as it is too long, and tells errors by their places in cells. */
function counted(write: Write, less: InspectOptions): string {
  room = MOST;
  const hadCustom = Object.getOwnPropertyDescriptor(Error.prototype, CUSTOM);
  const isSet = Reflect.defineProperty(Error.prototype, CUSTOM, {
    value: describeError,
    configurable: true
  });
  try {
    return write({ ...less, stylize } as InspectOptions);
  } finally {
    describing.clear();
    if (isSet && hadCustom) Reflect.defineProperty(Error.prototype, CUSTOM, hadCustom);
    else if (isSet) Reflect.deleteProperty(Error.prototype, CUSTOM);
  }
}

/** Called with every leaf and key; no browser says what has become of a promise. */
function stylize(text: string, style: string): string {
  room -= text.length + 2;
  if (room < 0) throw new TooLong();
  return style === 'special' && text === '<pending>' ? '<to be awaited>' : text;
}

/** Errors that are being written: causes may go in circles. */
const describing = new Set<Error>();

/** An error with its places in cells for a stack, written as Node writes errors. */
function describeError(this: Error, depth: number, options: InspectOptions): string {
  if (describing.has(this)) return '[Circular]';
  describing.add(this);
  try {
    return nodeInspect(standIn(this), { ...options, depth });
  } finally {
    describing.delete(this);
  }
}

function standIn(error: Error): object {
  const { name, message } = textsOf(error);
  const copy = Object.create(Object.getPrototypeOf(error), Object.getOwnPropertyDescriptors(error));
  const head = message ? `${name}: ${message}` : name;
  const texts = { stack: head + placesOf(error), message, name, [CUSTOM]: undefined };
  for (const key of Reflect.ownKeys(texts)) {
    const value = texts[key as keyof typeof texts];
    Object.defineProperty(copy, key, { value, enumerable: false, configurable: true });
  }
  return copy;
}

/** A value of which not all can be read, or of whose keys there are too many: by its first keys. */
function inspectPart(value: unknown): string {
  try {
    return counted(less => nodeInspect(readable(value, LEVELS), less), LESS[2]) + partly(value);
  } catch (error) {
    return error instanceof TooLong ? TOO_LONG : UNREADABLE;
  }
}

function partly(value: unknown): string {
  const more = Object.keys(value as object).length - KEYS;
  return more > 0 ? `\n… and ${more.toLocaleString('en')} more keys` : '';
}

/** A copy in which a text stands for what cannot be read. */
function readable(value: unknown, levels: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  try {
    if (levels < LEVELS) {
      nodeInspect(value, { ...LESS[2], stylize } as InspectOptions);
      return value;
    }
  } catch (error) {
    if (error instanceof TooLong) throw error;
  }
  if (levels < 0) return unreadable;
  try {
    return copied(value, levels);
  } catch {
    return unreadable;
  }
}

function copied(value: object, levels: number): object {
  const isList = Array.isArray(value);
  const copy = isList ? [] : Object.create(Object.getPrototypeOf(value));
  for (const key of Object.keys(value).slice(0, KEYS)) {
    const part = readable(Reflect.get(value, key), levels - 1);
    Object.defineProperty(copy, key, { value: part, enumerable: true });
  }
  return copy;
}

const unreadable = { [CUSTOM]: () => UNREADABLE };
