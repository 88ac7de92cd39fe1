/** A matrix from a layout, or from a front end, neither of which is taken on trust. */
import { type Bounds, type IMatrixOptions, LARGEST, type Mode, type Precision } from './model.js';

/** Characters of an entry, and of all; more is nothing that one wrote. */
const LONGEST = 1000;
const MOST = 2 ** 24;

const MODES: readonly unknown[] = ['free', 'symmetric', 'upper', 'lower'] satisfies Mode[];
const PRECISIONS: readonly unknown[] = ['float64', 'float32'] satisfies Precision[];

/** Arguments of a `MatrixModel`, as they were saved. */
export type SavedMatrix = Pick<IMatrixOptions, 'mode' | 'dtype' | 'bounds'> & {
  entries: string[][];
};

/**
 * @param saved entries, and mode, dtype and bounds where there are any; null as a bound is none
 * @returns undefined for what is no matrix that a widget holds
 */
export function readSaved(saved: Readonly<Record<string, unknown>>): SavedMatrix | undefined {
  const { entries, mode, dtype } = saved;
  const bounds = saved.bounds ?? undefined;
  const isKnown =
    isEntries(entries) &&
    (mode === undefined || MODES.includes(mode)) &&
    (dtype === undefined || PRECISIONS.includes(dtype)) &&
    (bounds === undefined || isBounds(bounds));
  if (!isKnown) return undefined;
  return {
    entries,
    mode: mode as Mode | undefined,
    dtype: dtype as Precision | undefined,
    bounds: bounds && limited(bounds as SavedBounds)
  };
}

function isEntries(value: unknown): value is string[][] {
  if (!isList(value)) return false;
  let characters = 0;
  const isText = (entry: unknown) => {
    if (typeof entry !== 'string' || entry.length > LONGEST) return false;
    characters += entry.length;
    return characters <= MOST;
  };
  return value.every(row => isList(row) && row.every(isText));
}

function isList(value: unknown): value is unknown[] {
  return Array.isArray(value) && value.length > 0 && value.length <= LARGEST;
}

/** As JSON writes them: it has no Inf. */
type SavedBounds = readonly [number | null, number | null];

function isBounds(value: unknown): value is SavedBounds {
  if (!Array.isArray(value) || value.length !== 2) return false;
  if (!value.every(end => end === null || typeof end === 'number')) return false;
  const [from, to]: (number | null)[] = value;
  const [least, largest] = limited([from, to]);
  return least <= largest;
}

function limited([least, largest]: SavedBounds): Bounds {
  return [least ?? Number.NEGATIVE_INFINITY, largest ?? Number.POSITIVE_INFINITY];
}
