/**
 * The built-in objects that a session shares with its cells, kept as they were when it began.
 *
 * A cell may replace `Array.prototype.push`; the session's own code needs it as much as the next cell does.
 * Code here runs while any of them may be broken: it calls bound functions only, and no method.
 */

// Bound now: a cell may replace any of them.
const { defineProperty, deleteProperty, getOwnPropertyDescriptor, getPrototypeOf, ownKeys } =
  Reflect;
const { setPrototypeOf } = Reflect;
const { hasOwn, is } = Object;
const text = String;
const ROOT = ownKeys(Object.prototype);

interface IKept {
  object: object;
  /** As it is told: `Array.prototype`. */
  name: string;
  parent: object | null;
  keys: readonly PropertyKey[];
  /** Of the keys, as they are told: `Array.prototype.push`. */
  names: readonly string[];
  /** Of the keys, without a prototype; undefined where there is to be no such property. */
  descriptors: readonly (PropertyDescriptor | undefined)[];
}

/** Properties that were put back, and those that could not be, as lists for a sentence. */
export interface IMended {
  restored: string;
  lost: string;
  /** Names in both. */
  count: number;
}

/** Names that a sentence bears. */
const MOST_NAMES = 5;

/** Properties that are never restored: they change, and harm nothing. */
const FREE = ['stackTraceLimit', 'length'];

export class Intrinsics {
  readonly #kept = builtIns();

  /** Puts back what was replaced or deleted; undefined where nothing was. */
  mend(): IMended | undefined {
    const found: IMended = { restored: '', lost: '', count: 0 };
    // First what all objects inherit, the descriptors below among them.
    withdraw(Object.prototype, 'Object.prototype', isForeign, found);
    withdraw(Array.prototype, 'Array.prototype', isIndex, found);
    for (let i = 0; i < this.#kept.length; i++) restore(this.#kept[i], found);
    return found.count > 0 ? found : undefined;
  }
}

/** The properties of a global object and of its console, for a session that begins afresh. */
export class Globals {
  readonly #kept: readonly IKept[];

  constructor(target: typeof globalThis) {
    this.#kept = [keep(target, 'globalThis'), keep(target.console, 'console')];
  }

  restore(): void {
    const found: IMended = { restored: '', lost: '', count: 0 };
    for (let i = 0; i < this.#kept.length; i++) restore(this.#kept[i], found);
  }
}

/** @param absent keys that are looked after though there is no such property */
function keep(
  object: object,
  name: string,
  absent: readonly PropertyKey[] = [],
  present = ownKeys(object)
): IKept {
  const keys = [...new Set([...present, ...absent])].filter(key => !FREE.includes(String(key)));
  const descriptors = keys.map(key => {
    const descriptor = getOwnPropertyDescriptor(object, key);
    if (descriptor) setPrototypeOf(descriptor, null);
    return descriptor;
  });
  const names = keys.map(key =>
    typeof key === 'symbol' ? `${name}[${key.description}]` : `${name}.${String(key)}`
  );
  return { object, name, parent: getPrototypeOf(object), keys, names, descriptors };
}

function restore({ object, name, parent, keys, names, descriptors }: IKept, found: IMended): void {
  if (getPrototypeOf(object) !== parent) {
    note(found, `the prototype of ${name}`, setPrototypeOf(object, parent));
  }
  for (let i = 0; i < keys.length; i++) {
    const was = descriptors[i];
    if (isSame(getOwnPropertyDescriptor(object, keys[i]), was)) continue;
    const isRestored = was ? defineProperty(object, keys[i], was) : deleteProperty(object, keys[i]);
    note(found, names[i], isRestored);
  }
}

/** Takes away what was added, where the test says that it breaks what inherits it. */
function withdraw(
  object: object,
  name: string,
  isHarmful: (key: PropertyKey) => boolean,
  found: IMended
): void {
  const keys = ownKeys(object);
  for (let i = 0; i < keys.length; i++) {
    if (!isHarmful(keys[i])) continue;
    note(found, `${name}.${text(keys[i])}`, deleteProperty(object, keys[i]));
  }
}

/** Whether a property was added to what every object inherits: a setter there keeps others from theirs. */
function isForeign(key: PropertyKey): boolean {
  for (let i = 0; i < ROOT.length; i++) if (key === ROOT[i]) return false;
  return true;
}

/** Whether elements of arrays would be this one. */
function isIndex(key: PropertyKey): boolean {
  return typeof key === 'string' && text(+key >>> 0) === key;
}

function isSame(now: PropertyDescriptor | undefined, was: PropertyDescriptor | undefined): boolean {
  if (!now || !was) return now === was;
  if (hasOwn(now, 'value') !== hasOwn(was, 'value')) return false;
  if (hasOwn(now, 'value')) return is(now.value, was.value);
  return now.get === was.get && now.set === was.set;
}

function note(found: IMended, name: string, isRestored: boolean): void {
  const list = isRestored ? 'restored' : 'lost';
  if (++found.count > MOST_NAMES + 1) return;
  const told = found.count > MOST_NAMES ? '…' : name;
  found[list] = found[list] ? `${found[list]}, ${told}` : told;
}

/** Globals of which the session uses the constructor and the methods of instances. */
const CLASSES = [
  'Object Function Array String Number Boolean Symbol BigInt Map Set WeakMap WeakSet WeakRef',
  'Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError',
  'Promise RegExp Date ArrayBuffer SharedArrayBuffer DataView Iterator FinalizationRegistry',
  'Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array',
  'Float16Array Float32Array Float64Array BigInt64Array BigUint64Array',
  'URL Buffer TextDecoder TextEncoder EventTarget MessagePort DOMException Proxy'
].join(' ');

const NAMESPACES = 'Math JSON Reflect Atomics Intl WebAssembly';

const MEMORY_CLASSES = 'Memory Module Instance Table Global';

function builtIns(): IKept[] {
  const globals = globalThis as unknown as Record<string, object | undefined>;
  const wasm = WebAssembly as unknown as Record<string, object | undefined>;
  return [
    ...CLASSES.split(' ').flatMap(name => classOf(name, globals[name])),
    ...NAMESPACES.split(' ').flatMap(name => (globals[name] ? [keep(globals[name], name)] : [])),
    ...MEMORY_CLASSES.split(' ').flatMap(name => classOf(`WebAssembly.${name}`, wasm[name])),
    ...gpuClasses(globals),
    ...partsOfNode(globals.process),
    ...hidden()
  ];
}

/** A constructor and its prototype. */
function classOf(name: string, made: object | undefined): IKept[] {
  if (typeof made !== 'function') return [];
  // V8 asks this one how every error's stack is to be written.
  const absent = name === 'Error' ? ['prepareStackTrace'] : [];
  const { prototype } = made;
  const own = keep(made, name, absent);
  return prototype ? [own, keep(prototype, `${name}.prototype`, ['then', 'toJSON'])] : [own];
}

function gpuClasses(globals: Record<string, object | undefined>): IKept[] {
  const names = Object.getOwnPropertyNames(globals).filter(name => /^GPU[A-Z]/.test(name));
  return names.flatMap(name => classOf(name, globals[name]));
}

/** Node looks these up as it runs. */
const NODE_KEYS = ['nextTick', 'emit', 'emitWarning', '_tickCallback', 'stdin', 'stdout', 'stderr'];

function partsOfNode(process: object | undefined): IKept[] {
  if (!process) return [];
  const emitter = getPrototypeOf(getPrototypeOf(process) as object) as object;
  return [keep(process, 'process', NODE_KEYS, []), keep(emitter, 'EventEmitter.prototype')];
}

/** Prototypes that no global names. */
function hidden(): IKept[] {
  const of = (value: object) => getPrototypeOf(value) as object;
  const arrays = of([][Symbol.iterator]());
  async function* asynchronous() {}
  const generator = of(function* () {});
  const asyncGenerator = of(asynchronous);
  const prototypes: Record<string, object> = {
    TypedArray: of(Uint8Array),
    'TypedArray.prototype': of(Uint8Array.prototype),
    'the iterator of arrays': arrays,
    'the iterator of maps': of(new Map()[Symbol.iterator]()),
    'the iterator of sets': of(new Set()[Symbol.iterator]()),
    'the iterator of strings': of(''[Symbol.iterator]()),
    'the iterator of matches': of(''.matchAll(/x/g)),
    'the prototype of iterators': of(arrays),
    'the prototype of generator functions': generator,
    'the prototype of generators': (generator as { prototype: object }).prototype,
    'the prototype of async generators': (asyncGenerator as { prototype: object }).prototype,
    'the prototype of async functions': of(async () => undefined)
  };
  return Object.entries(prototypes).map(([name, object]) => keep(object, name));
}
