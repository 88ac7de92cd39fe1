/**
 * How the browser's objects are printed: `Headers { a: '1' }`, as Node prints its own, which say it themselves.
 * Their fields are accessors of their prototypes, which `util.inspect` does not look at.
 */
import { type InspectOptions, inspect } from 'node-inspect-extracted';

const CUSTOM = Symbol.for('nodejs.util.inspect.custom');

type Describe = (this: object, depth: number, options: InspectOptions) => string;

/** Lists of pairs, in which a name may come twice. */
const PAIRS: ReadonlySet<string> = new Set(['URLSearchParams', 'FormData']);

/** Fields in the order in which Node prints them, without those that are of no use. */
const FIELDS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    Response: [
      'status',
      'statusText',
      'headers',
      'body',
      'bodyUsed',
      'ok',
      'redirected',
      'type',
      'url'
    ],
    Request: [
      'method',
      'url',
      'headers',
      'destination',
      'mode',
      'credentials',
      'cache',
      'redirect',
      'signal'
    ],
    URL: [
      ...[
        'href',
        'origin',
        'protocol',
        'username',
        'password',
        'host',
        'hostname',
        'port',
        'pathname'
      ],
      ...['search', 'searchParams', 'hash']
    ],
    AbortSignal: ['aborted']
  })
);

/**
 * Lets the objects of a platform describe themselves, where they do not yet.
 * @param target the globals, whose classes are looked through
 */
export function describePlatform(target: object): void {
  for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(target))) {
    const prototype = isInterface(name, value) ? value.prototype : undefined;
    if (prototype) Object.defineProperty(prototype, CUSTOM, describing(name, prototype));
  }
}

function describing(name: string, prototype: object): PropertyDescriptor {
  const isPairs = PAIRS.has(name);
  const value = isPairs || name === 'Headers' ? asPairs(prototype, isPairs) : describeFields;
  return { value, configurable: true, writable: true };
}

/** Whether a global is a class of the platform with fields: those of the language have none that are enumerable. */
function isInterface(name: string, value: unknown): value is { prototype: object } {
  if (typeof value !== 'function' || name.endsWith('GlobalScope')) return false;
  const { prototype } = value;
  if (typeof prototype !== 'object' || prototype === null || prototype instanceof Error)
    return false;
  const isTold = CUSTOM in prototype || !Object.hasOwn(prototype, Symbol.toStringTag);
  return !isTold && (PAIRS.has(name) || name === 'Headers' || accessors(prototype).length > 0);
}

function accessors(prototype: object): string[] {
  return Object.entries(Object.getOwnPropertyDescriptors(prototype))
    .filter(([name, { get, enumerable }]) => get && enumerable && !name.startsWith('on'))
    .map(([name]) => name);
}

/** By the class's own iterator: that of a class which a cell derives may have no end. */
function asPairs(prototype: object, mayRepeat: boolean): Describe {
  const iterate = (prototype as URLSearchParams)[Symbol.iterator];
  return function (depth, options) {
    if (depth < 0) return `[${nameOf(this)}]`;
    const deeper = { ...options, depth };
    try {
      const pairs = [...iterate.call(this as URLSearchParams)];
      return mayRepeat
        ? pairsText(nameOf(this), pairs, deeper)
        : inspect(standIn(this, Object.fromEntries(pairs)), deeper);
    } catch (error) {
      // The prototype itself has none.
      if (error instanceof TypeError) return `${nameOf(this)} {}`;
      throw error;
    }
  };
}

function pairsText(name: string, pairs: readonly string[][], options: InspectOptions): string {
  const parts = pairs
    .slice(0, MOST_PAIRS)
    .map(pair => pair.map(part => inspect(part, options)).join(' => '));
  if (pairs.length > MOST_PAIRS) parts.push(`... ${pairs.length - MOST_PAIRS} more items`);
  if (parts.length === 0) return `${name} {}`;
  const line = `${name} { ${parts.join(', ')} }`;
  return line.length <= MOST_LINE ? line : `${name} {\n  ${parts.join(',\n  ')}\n}`;
}

/** As many as `util.inspect` prints of a Map, and on one line. */
const MOST_PAIRS = 100;
const MOST_LINE = 72;

const describeFields: Describe = function (depth, options) {
  if (depth < 0) return `[${nameOf(this)}]`;
  const fields = fieldsOf(this);
  // Of whatever has the fields of a URL `inspect` prints the address alone.
  if ('href' in fields) return `${nameOf(this)} ${inspect({ ...fields }, { ...options, depth })}`;
  return inspect(standIn(this, fields), { ...options, depth });
};

function nameOf(value: object): string {
  return value.constructor?.name || 'Object';
}

/** The fields of the classes of an object, the nearest first, and its own. */
function fieldsOf(value: object): Record<string, unknown> {
  const names: string[] = [...(FIELDS.get(nameOf(value)) ?? [])];
  let above = names.length > 0 ? null : Object.getPrototypeOf(value);
  for (; above && above !== Object.prototype; above = Object.getPrototypeOf(above))
    names.push(...accessors(above));
  const fields: Record<string, unknown> = {};
  for (const name of new Set([...names, ...Object.keys(value)])) {
    try {
      fields[name] = Reflect.get(value, name);
    } catch {
      // Some fields of some states cannot be read.
    }
  }
  return fields;
}

/** An object of the same class with the fields as its own, which does not describe itself. */
function standIn(value: object, fields: object): object {
  const copy = Object.create(
    Object.getPrototypeOf(value),
    Object.getOwnPropertyDescriptors(fields)
  );
  return Object.defineProperty(copy, CUSTOM, { value: undefined });
}
