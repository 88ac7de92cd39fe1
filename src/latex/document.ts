/** The one way by which a saved output becomes a view: whatever is not of the schema is not drawn. */
import { checkRelations, Refusal } from './relations.js';
import { validate } from './view.check.js';
import type { IDocument } from './view.js';

/** A document that may be drawn, or why there is none, with the place: `view.trust.digits: must be <= 17`. */
export type ReadDocument = { document: IDocument } | { problem: string };

/** Bounds on all that a document holds: many parts, each of which may be there, are too much to draw. */
const VALUES = 200_000;
const CHARACTERS = 2 ** 24;
/** Lists and objects within each other. */
const DEPTH = 20;
/** Of a reason that is shown. */
const LONGEST = 300;
const LONGEST_NAME = 40;

/**
 * Reads what came with an output; never throws.
 *
 * The document is a copy, as JSON would make one (Inf and NaN are null, undefined is nothing), so that nothing
 * changes between being checked and being drawn.
 */
export function readDocument(data: unknown): ReadDocument {
  try {
    const copy = new Copier().copy(data);
    if (!isDocument(copy)) throw refusalOf(isDocument.errors?.[0]);
    checkRelations(copy.view, 'view');
    return { document: copy };
  } catch (error) {
    return { problem: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Refusal)) return 'it cannot be read';
  const { path, reason } = error;
  return `${path || 'output'}: ${reason}`.slice(0, LONGEST);
}

/** Copies data as JSON would, until it is too much. */
class Copier {
  #values = 0;
  #characters = 0;
  /** Names and indices from the outside in. */
  readonly #path: (string | number)[] = [];

  /** @throws Refusal */
  copy(value: unknown): unknown {
    if (++this.#values > VALUES) throw this.#refusal(`more than ${VALUES} values are not drawn`);
    if (value === null || typeof value === 'boolean') return value;
    if (typeof value === 'number') return Number.isFinite(value) ? value : null;
    if (typeof value === 'string') return this.#counted(value);
    if (typeof value !== 'object') throw this.#refusal(`must be JSON, got ${typeof value}`);
    if (this.#path.length >= DEPTH) throw this.#refusal('is nested too deep');
    return Array.isArray(value) ? this.#list(value) : this.#object(value);
  }

  #list(list: readonly unknown[]): unknown[] {
    const { length } = list;
    if (length > VALUES - this.#values) {
      throw this.#refusal(`more than ${VALUES} values are not drawn`);
    }
    const copy: unknown[] = [];
    for (let i = 0; i < length; i++) copy.push(this.#at(i, list[i] ?? null));
    return copy;
  }

  #object(object: object): Record<string, unknown> {
    const copy: Record<string, unknown> = {};
    for (const name of Object.keys(object)) {
      const value: unknown = (object as Record<string, unknown>)[name];
      if (value === undefined) continue;
      // Set by its name it would be the copy's prototype.
      if (name === '__proto__') throw this.#refusal(`must not have ${name}`);
      this.#counted(name);
      copy[name] = this.#at(name, value);
    }
    return copy;
  }

  #at(name: string | number, value: unknown): unknown {
    this.#path.push(name);
    const copy = this.copy(value);
    this.#path.pop();
    return copy;
  }

  #counted(text: string): string {
    this.#characters += text.length;
    if (this.#characters <= CHARACTERS) return text;
    throw this.#refusal(`more than ${CHARACTERS} characters are not drawn`);
  }

  #refusal(reason: string): Refusal {
    return new Refusal(pathOf(this.#path), reason);
  }
}

function pathOf(names: readonly (string | number)[]): string {
  return names
    .map(name => (/^\d+$/.test(`${name}`) ? `[${name}]` : `.${shortened(`${name}`)}`))
    .join('')
    .replace(/^\./, '');
}

/** As much of ajv's error as is told. */
interface ICheckError {
  instancePath: string;
  keyword: string;
  message?: string;
  params: Record<string, unknown>;
}

/** Leaves what it found behind it, as ajv's functions do. */
interface ICheck {
  (data: unknown): data is IDocument;
  errors?: ICheckError[] | null;
}

const isDocument = validate as ICheck;

function refusalOf(error: ICheckError | undefined): Refusal {
  if (!error) return new Refusal('', 'is no view');
  const { instancePath, keyword, message = 'is no view', params } = error;
  const names = instancePath.split('/').slice(1);
  switch (keyword) {
    case 'additionalProperties':
      return new Refusal(
        pathOf(names),
        `must not have ${shortened(`${params.additionalProperty}`)}`
      );
    case 'const':
      return new Refusal(pathOf(names), `must be ${JSON.stringify(params.allowedValue)}`);
    case 'enum': {
      const known = (params.allowedValues as unknown[]).map(one => JSON.stringify(one));
      return new Refusal(pathOf(names), `must be one of ${known.join(', ')}`);
    }
    case 'discriminator': {
      const given = params.tagValue;
      const shown = typeof given === 'string' ? JSON.stringify(shortened(given)) : typeof given;
      return new Refusal(pathOf([...names, 'kind']), `${shown} is not known here`);
    }
    default:
      return new Refusal(pathOf(names), message);
  }
}

function shortened(text: string): string {
  return text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME)}…` : text;
}
