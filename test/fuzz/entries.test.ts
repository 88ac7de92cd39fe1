/** Entries of a matrix, written by whoever wants to break them. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { evaluateEntry, type IEntry } from '../../src/matrix/expression.js';
import { EntryError } from '../../src/matrix/grammar.js';
import { LONGEST } from '../../src/matrix/model.js';
import { runs, seedOf, withinTime } from '../support/fuzz.js';

const NUMBERS = fc.oneof(
  fc.constantFrom(
    '0',
    '1',
    '2',
    '9',
    '10',
    '300000000',
    '0.1',
    '.5',
    '1.',
    '1e9',
    '1e300',
    '1e-300'
  ),
  fc.constantFrom('1e999999999', '1e-999999999', '0x1f', '0xffi8', '0b11', '9'.repeat(60)),
  fc.integer({ min: -1000, max: 1000 }).map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String)
);
const OPERATORS = ['+', '-', '*', '/', '^', '.^', '.*', './', '%', ' mod ', ' '];
const ODD = ['==', '<', '>>', '&', '|', ' to ', ' xor ', ',', ';', ':', '=', '?', '!', "'"];
const NAMES =
  'sin cos exp sqrt cbrt nthRoot pow log round floor abs atan2 re im arg pi e i tau phi'.split(' ');
const STRANGE =
  'constructor __proto__ toString valueOf eval import factorial gamma dotPow zeros range true null NaN Infinity'.split(
    ' '
  );

/** An expression as mathjs has them, and some that it lacks. */
const expressions = fc.letrec<{ any: string }>(tie => ({
  any: fc.oneof(
    { maxDepth: 6 },
    NUMBERS,
    fc.constantFrom(...NAMES, ...STRANGE),
    fc
      .tuple(tie('any'), fc.constantFrom(...OPERATORS, ...OPERATORS, ...ODD), tie('any'))
      .map(parts => parts.join('')),
    tie('any').map(inner => `(${inner})`),
    fc.tuple(fc.constantFrom('-', '+', '~', '- -'), tie('any')).map(parts => parts.join('')),
    fc.tuple(tie('any'), fc.constantFrom('!', '%', "'", '^-1', '.^9')).map(parts => parts.join('')),
    fc
      .tuple(fc.constantFrom(...NAMES, ...STRANGE), fc.array(tie('any'), { maxLength: 3 }))
      .map(([name, args]) => `${name}(${args})`),
    fc.array(tie('any'), { maxLength: 3 }).map(items => `[${items}]`)
  )
})).any;

/** Real entries with pieces taken out, repeated, and put elsewhere. */
const mutations = fc
  .tuple(
    fc.constantFrom(
      '1/3',
      '-(1/2 + 1/3)',
      '2^10 − 24',
      'sqrt(2)/2',
      '1 - 2i',
      'e^(i*pi)',
      '5%',
      '3!'
    ),
    fc.array(
      fc.tuple(
        fc.nat(20),
        fc.nat(5),
        fc.constantFrom('', '(', ')', '^9', '9', '.^', 'e', '/0', ' ')
      )
    )
  )
  .map(([text, cuts]) =>
    cuts.reduce<string>(
      (now, [at, size, put]) => now.slice(0, at) + put + now.slice(at + size),
      text
    )
  );

const repeated = fc
  .tuple(
    fc.constantFrom(
      '(',
      '-',
      '9^',
      '9.^',
      '2^-',
      '1/',
      'sin(',
      '1+',
      '(1/2)',
      '!',
      '%',
      '1e5 ',
      '[',
      '{'
    ),
    fc.nat(200),
    fc.constantFrom('', '1', '9', '1)', 'i')
  )
  .map(([piece, times, end]) => (piece.repeat(times) + end).slice(0, LONGEST));

const noise = fc.string({ unit: 'binary', maxLength: LONGEST + 10 });

function judge(written: string, attempt: number): void {
  // An entry that was evaluated before is remembered by its text.
  const text = ' '.repeat(attempt) + written;
  let entry: IEntry;
  try {
    entry = evaluateEntry(text);
  } catch (error) {
    // Without `expect`, which takes longer than an entry.
    if (error instanceof EntryError && error.message.length < 1000) return;
    throw error;
  }
  if (Number.isFinite(entry.re) && Number.isFinite(entry.im)) return;
  throw new Error(`${text}: ${entry.re} ${entry.im} is not finite`);
}

describe('an entry', () => {
  it('is a finite number or is refused with its reason, in no time', () => {
    fc.assert(
      fc.property(fc.oneof(expressions, mutations, repeated, noise), text => {
        withinTime(text, judge);
      }),
      { seed: seedOf(12), numRuns: runs(100_000) }
    );
  });

  it('is what JavaScript makes of the same expression, to rounding', () => {
    const whole = fc.integer({ min: 1, max: 99 }).map(String);
    const plain = fc.letrec<{ any: string }>(tie => ({
      any: fc.oneof(
        { maxDepth: 5 },
        whole,
        fc
          .tuple(tie('any'), fc.constantFrom(' + ', ' - ', ' * ', ' / '), tie('any'))
          .map(([a, sign, b]) => `(${a}${sign}${b})`),
        tie('any').map(inner => `-${inner}`)
      )
    })).any;
    fc.assert(
      fc.property(plain, text => {
        fc.pre(text.length <= LONGEST);
        // `--1` is no expression of JavaScript's.
        const expected = Number(new Function(`return ${text.replaceAll('-', '- ')}`)());
        fc.pre(Number.isFinite(expected));
        // A difference that cancels in doubles may be divided by; in exact arithmetic neither happens.
        fc.pre(Math.abs(expected) < 1e10);
        let got: number;
        try {
          got = evaluateEntry(text).re;
        } catch (error) {
          // A denominator that rounding alone kept from zero.
          expect((error as Error).message).toBe('is not finite');
          return;
        }
        expect(Math.abs(got - expected)).toBeLessThanOrEqual(1e-6 * (1 + Math.abs(expected)));
      }),
      { seed: seedOf(12), numRuns: runs(10_000) }
    );
  });

  it.each([
    '9.^300000000',
    '9 .^ 3 .^ 9 .^ 9',
    'pow(9, 300000000)',
    '2^-1e9',
    '1e300^1e300',
    '0.1^1000000',
    '1e-300000000',
    '1000000000000000000000000000057^(1/2)',
    'log(1000000000000000000000000000057, 7)',
    'round(1/3, 300000000)',
    'nthRoot(9^300, 300000000)',
    '(9^900)!',
    `${'('.repeat(99)}9^9${')^9'.repeat(33)}`.slice(0, LONGEST)
  ])('%s takes no time', text => {
    withinTime(text, judge);
  });
});
