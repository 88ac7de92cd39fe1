/** Every exact word about random matrices, held against their fractions: as they are typed, and as they are stored. */
import { beforeAll, expect, it } from '@jest/globals';
import type Fraction from 'fraction.js';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { ready } from '../../src/engine/index.js';
import { exactInverse, fromDouble, rankOfFractions } from '../../src/exact/index.js';
import { evaluateEntry } from '../../src/matrix/expression.js';
import { computeMatrix, type IMatrixResult, type IValues } from '../../src/matrix/index.js';

const TRIALS = 250;

beforeAll(() => ready());

/** A whole number below a limit. */
type Draw = (limit: number) => number;

function drawer(seed: number): Draw {
  const generator = xoroshiro128plus(Math.imul(seed, 0x9e3779b1));
  // The first draws of small seeds are much alike.
  for (let k = 0; k < 16; k++) generator.next();
  return limit => Math.floor(((generator.next() >>> 0) / 2 ** 32) * limit);
}

/** Decimals, fractions, exponents and, in each third trial, irrational numbers; rows that nearly depend. */
function written(draw: Draw, irrational: boolean): string[][] {
  const n = 1 + draw(4);
  const kinds = [
    () => `${draw(7) - 3}`,
    () => (draw(200) / 10 - 10).toFixed(1),
    () => `${draw(9)}/${1 + draw(9)}`,
    () => `${draw(9)}e${draw(40) - 20}`,
    () => `${draw(2 ** 32) / 2 ** 32}`,
    () => `1.${'0'.repeat(draw(24))}1`,
    () => 'sqrt(2)',
    () => 'pi/3'
  ];
  const kind = kinds[draw(irrational ? kinds.length : 6)];
  const A = Array.from({ length: n }, () => Array.from({ length: n }, kind));
  const form = draw(6);
  if (n > 1 && form < 3) {
    A[n - 1] = A[0].map((x, j) => [x, `(${x}) * 3`, j ? x : `${x} + 1e-${10 + draw(15)}`][form]);
  }
  if (n > 2 && draw(3) === 0) A[1] = A[0].map((x, j) => `(${x})/3 + (${A[2][j]})*2`);
  return A;
}

function typedFractions(A: string[][]): Fraction[][] | undefined {
  const rows = A.map(row => row.flatMap(text => evaluateEntry(text).exact ?? []));
  return rows.every((row, i) => row.length === A[i].length) ? rows : undefined;
}

function storedFractions({ re }: IValues, dtype: 'float32' | 'float64'): Fraction[][] {
  const kept = (x: number) => (dtype === 'float32' ? Math.fround(x) : x);
  return re.map(row => row.map(x => fromDouble(kept(x))));
}

const rankIn = (text: string) => Number(/rank A = (\d+)/.exec(text)?.[1]);

/** The words about a matrix all of whose entries are rational. */
function expectTrue(shown: IMatrixResult, typed: Fraction[][], stored: Fraction[][]): void {
  const { determinant, inverse } = exactInverse(typed);
  const rank = rankOfFractions(typed).rank;
  const line = shown.disagreement?.find(({ label }) => label === 'As the computer stores it');
  expect(shown.inverse !== undefined).toBe(inverse !== undefined);
  expect(shown.facts).toContainEqual({ name: 'rank', value: `${rank} of ${typed.length}` });
  if (rankOfFractions(stored).rank !== rank) expect(line).toBeDefined();
  if (line?.plain.includes('rank')) expect(rankIn(line.plain)).toBe(rankOfFractions(stored).rank);
  const view = JSON.stringify(shown.view ?? '');
  for (const [reason] of view.matchAll(/"plain":"rank A = \d+","text":" of \d+, in exact/g)) {
    expect(rankIn(reason)).toBe(rank);
  }
  if (/exactly zero|det A = 0|has none/.test(view)) expect(determinant.equals(0)).toBe(true);
  expect(shown.sigma.filter(size => size > 0).length <= rank).toBe(true);
  if (!inverse) return;
  expect(shown.sigma.every((size, k) => size > 0 && size <= (shown.sigma[k - 1] ?? size))).toBe(
    true
  );
  expect(shown.facts.find(({ name }) => name.startsWith('κ₂'))?.value).not.toMatch(/∞|NaN/);
}

it('is true', () => {
  for (let trial = 1; trial <= TRIALS; trial++) {
    const draw = drawer(trial);
    const texts = written(draw, trial % 3 === 0);
    const dtype = draw(3) ? 'float64' : 'float32';
    const computed = computeMatrix(texts, { dtype });
    try {
      if ('problems' in computed) throw new Error('cannot be read');
      const { result, values } = computed;
      const typed = typedFractions(texts);
      const said = JSON.stringify(result);
      expect(said).not.toMatch(/NaN|undefined/);
      if (typed) expectTrue(result, typed, storedFractions(values, dtype));
      else expect(said).not.toMatch(/n exact arithmetic(?! of what the computer stores)/);
    } catch (error) {
      if (error instanceof Error) {
        error.message = `${trial}, ${dtype}: ${JSON.stringify(texts)}: ${error.message}`;
      }
      throw error;
    }
  }
});
