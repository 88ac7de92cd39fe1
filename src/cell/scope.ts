/**
 * The variables of a session: what earlier cells declared, as live properties of the global object.
 *
 * A name may be declared again: the newest declaration wins, also for the functions of earlier cells
 * that look it up. A cell that fails keeps what it had initialised and gives back the rest.
 */
import type { Binding } from './compile.js';

export class Scope {
  readonly #target: object;
  /** Each name's descriptor before any cell declared it. */
  readonly #ambient = new Map<string, PropertyDescriptor | undefined>();
  /** Of the last cell's names those that it has initialised. */
  kept: string[] = [];

  constructor(target: object) {
    this.#target = target;
  }

  /**
   * Runs a compiled cell and returns the value of its last expression.
   * @param cell the evaluated `ICompiled.js`
   * @param place of the cell, as later cells are told
   */
  async run(
    cell: (declare: (bindings: Binding[]) => void) => Promise<unknown>,
    place: string
  ): Promise<unknown> {
    const before = new Map<string, PropertyDescriptor | undefined>();
    let declared: Binding[] = [];
    this.kept = [];
    try {
      return await cell(bindings => {
        declared = bindings;
        for (const binding of bindings) {
          before.set(binding[0], Object.getOwnPropertyDescriptor(this.#target, binding[0]));
          this.#define(binding, place);
        }
      });
    } finally {
      for (const [name, get] of declared) {
        if (isUninitialised(get)) this.#put(name, before.get(name));
        else this.kept.push(name);
      }
    }
  }

  /** Declares a variable from outside. */
  assign(name: string, value: unknown): void {
    let current = value;
    const set = (next: unknown) => {
      current = next;
    };
    this.#define([name, () => current, set], 'Python');
  }

  /** Whether cells declared a name. */
  has(name: string): boolean {
    return this.#ambient.has(name);
  }

  /** The value of a name that cells declared. */
  read(name: string): unknown {
    return this.#ambient.has(name) ? Reflect.get(this.#target, name) : undefined;
  }

  /** Forgets every name that cells declared. */
  clear(): void {
    for (const [name, descriptor] of this.#ambient) this.#put(name, descriptor);
    this.#ambient.clear();
  }

  #define([name, get, set]: Binding, place: string): void {
    if (!this.#ambient.has(name)) {
      this.#ambient.set(name, Object.getOwnPropertyDescriptor(this.#target, name));
    }
    this.#put(name, {
      configurable: true,
      enumerable: true,
      get,
      set: set ?? refusal(name, place)
    });
  }

  #put(name: string, descriptor: PropertyDescriptor | undefined): void {
    if (descriptor) Object.defineProperty(this.#target, name, descriptor);
    else Reflect.deleteProperty(this.#target, name);
  }
}

function refusal(name: string, place: string): () => never {
  return () => {
    throw new TypeError(
      `${name} is a constant of ${place}; declare it there with let, or here anew: const ${name} = …`
    );
  };
}

/** Whether the cell ended before it reached the declaration. */
function isUninitialised(get: () => unknown): boolean {
  try {
    get();
    return false;
  } catch {
    return true;
  }
}
