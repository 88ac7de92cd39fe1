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
const FIELDS: Readonly<Record<string, readonly string[]>> = {
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
};

/**
 * Lets the objects of a platform describe themselves, where they do not yet.
 * @param target the globals, whose classes are looked through
 */
export function describePlatform(target: object): void {
  for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(target))) {
    const prototype = isInterface(name, value) ? value.prototype : undefined;
    if (prototype) Object.defineProperty(prototype, CUSTOM, describing(name));
  }
}

function describing(name: string): PropertyDescriptor {
  const describe: Describe = PAIRS.has(name)
    ? describePairs
    : name === 'Headers'
      ? describeHeaders
      : describeFields;
  return { value: describe, configurable: true, writable: true };
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

const describePairs: Describe = function (depth, options) {
  const name = nameOf(this);
  if (depth < 0) return `[${name}]`;
  const pairs = [...(this as URLSearchParams)];
  const parts = pairs
    .slice(0, MOST_PAIRS)
    .map(pair => pair.map(part => inspect(part, { ...options, depth })).join(' => '));
  if (pairs.length > MOST_PAIRS) parts.push(`... ${pairs.length - MOST_PAIRS} more items`);
  if (parts.length === 0) return `${name} {}`;
  const line = `${name} { ${parts.join(', ')} }`;
  return line.length <= MOST_LINE ? line : `${name} {\n  ${parts.join(',\n  ')}\n}`;
};

/** As many as `util.inspect` prints of a Map, and on one line. */
const MOST_PAIRS = 100;
const MOST_LINE = 72;

const describeHeaders: Describe = function (depth, options) {
  return depth < 0
    ? `[${nameOf(this)}]`
    : inspect(standIn(this, Object.fromEntries(this as Headers)), { ...options, depth });
};

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
  const names: string[] = [...(FIELDS[nameOf(value)] ?? [])];
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
