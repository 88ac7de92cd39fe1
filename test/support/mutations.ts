/** Real texts and values with something changed, for fuzzing. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';

const EXAMPLES = resolve(dirname(fileURLToPath(import.meta.url)), '../../examples');

/** The sources of the cells of the examples. */
export function exampleCells(): string[] {
  const notebooks = readdirSync(EXAMPLES).filter(name => name.endsWith('.ipynb'));
  return notebooks.flatMap(name => {
    const { cells } = JSON.parse(readFileSync(join(EXAMPLES, name), 'utf8')) as {
      cells: { cell_type: string; source: string | string[] }[];
    };
    return cells
      .filter(cell => cell.cell_type === 'code')
      .map(({ source }) => [source].flat().join(''));
  });
}

/** Texts that are real ones with pieces taken out, doubled, exchanged, or put in. */
export function mutatedText(
  real: readonly string[],
  words: readonly string[]
): fc.Arbitrary<string> {
  const edit = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat(12),
    by: fc.oneof(fc.constantFrom('', '', ...words), fc.string({ unit: 'binary', maxLength: 6 })),
    times: fc.constantFrom(1, 1, 1, 2, 30)
  });
  return fc
    .tuple(fc.constantFrom(...real), fc.array(edit, { minLength: 1, maxLength: 4 }))
    .map(([text, edits]) =>
      edits.reduce((changed, { at, length, by, times }) => {
        const start = Math.floor(at * changed.length);
        return changed.slice(0, start) + by.repeat(times) + changed.slice(start + length);
      }, text)
    );
}

/** JSON that is real JSON with some values exchanged, left out, or of another type. */
export function mutatedJson(real: readonly unknown[]): fc.Arbitrary<unknown> {
  const odd = fc.oneof(
    fc.constantFrom<unknown>(null, true, -1, 1e308, 0.5, 2 ** 53, '', 'x', '__proto__', [], {}),
    fc.constantFrom<unknown>('constructor', 'x'.repeat(10_000), new Array(1000).fill(0)),
    fc.jsonValue({ maxDepth: 3 })
  );
  const edit = fc.record({ path: fc.array(fc.nat(50), { maxLength: 8 }), kind: fc.nat(3), odd });
  return fc
    .tuple(fc.constantFrom(...real), fc.array(edit, { minLength: 1, maxLength: 3 }))
    .map(([value, edits]) =>
      edits.reduce((changed, { path, kind, odd: by }) => edited(changed, path, kind, by), value)
    );
}

/** A copy with one place changed: its value exchanged, left out, doubled, or moved to another name. */
function edited(value: unknown, path: readonly number[], kind: number, by: unknown): unknown {
  if (typeof value !== 'object' || value === null || path.length === 0) return by;
  const keys = Object.keys(value);
  if (keys.length === 0) return by;
  const key = keys[path[0] % keys.length];
  const copy: Record<string, unknown> = Array.isArray(value)
    ? ([...value] as unknown as Record<string, unknown>)
    : { ...value };
  if (path.length > 1) copy[key] = edited(copy[key], path.slice(1), kind, by);
  else if (kind === 0) copy[key] = by;
  else if (kind === 1) delete copy[key];
  else if (kind === 2) copy[`${key}x`] = copy[key];
  else copy[keys[(path[0] + 1) % keys.length]] = copy[key];
  return copy;
}
