/** LaTeX of anybody: no forbidden command survives, nothing else changes, and it takes no time. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { latexFault, safeLatex } from '../../src/latex/index.js';

const RUNS = 20_000 * Number(process.env.FUZZ_SCALE ?? 1);

const FORBIDDEN =
  'href url class cssId style data htmlData htmlClass includegraphics mmlToken unicode def edef gdef xdef let futurelet newcommand renewcommand providecommand newenvironment csname DeclareMathOperator require input'.split(
    ' '
  );

const piece = fc.oneof(
  fc.constantFrom(...FORBIDDEN.map(name => `\\${name}`)),
  fc.constantFrom(...FORBIDDEN),
  fc.constantFrom(
    '\\',
    '\\\\',
    '{',
    '}',
    '^^',
    '^',
    '%',
    '\n',
    ' ',
    '$',
    '\u2060',
    '\\verb',
    '\\bbox'
  ),
  fc.constantFrom(
    '[position:fixed]',
    '[border:1px solid red]',
    '[5px]',
    '\\frac',
    '\\text',
    '\\left('
  ),
  fc.constantFrom('\\large', '\\begin{a}', '\\end{a}', '&', '\\right', '1.5', 'x', '*', '@'),
  fc.string({ maxLength: 3 })
);

const latex = fc.array(piece, { maxLength: 30 }).map(parts => parts.join(''));

describe('safeLatex', () => {
  it('leaves no forbidden command, is idempotent, and only sets joiners', () => {
    const commands = new RegExp(`\\\\(?:${FORBIDDEN.join('|')})(?![A-Za-z])`);
    fc.assert(
      fc.property(latex, text => {
        const safe = safeLatex(text);
        expect(safe).not.toMatch(commands);
        expect(safe).not.toMatch(/\^\^|\\bbox\s*\[[^\]]*position/);
        expect(safeLatex(safe)).toBe(safe);
        expect(safe.replaceAll('\u2060', '')).toBe(text.replaceAll('\u2060', ''));
      }),
      { seed: 12, numRuns: RUNS }
    );
  });

  it('takes time that grows with the length alone', () => {
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 4 }), parts => {
        const unit = parts.join('') || 'x';
        const text = unit.repeat(Math.ceil(100_000 / unit.length));
        const times = [0, 1, 2].map(() => {
          const start = performance.now();
          latexFault(safeLatex(text));
          return performance.now() - start;
        });
        expect(Math.min(...times)).toBeLessThan(100);
      }),
      { seed: 12, numRuns: Math.ceil(RUNS / 200) }
    );
  });
});

describe('latexFault', () => {
  it('lets nothing deep pass that is made of balanced groups', () => {
    const groups = fc.constantFrom(['{', '}'], ['\\left(', '\\right)'], ['\\begin{a}', '\\end{a}']);
    const noise = fc.constantFrom(
      '',
      'x',
      '%}\n',
      '\\right',
      '\\}',
      '\\text{\\end}',
      '1.5',
      '\\\\'
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(groups, noise), { minLength: 41, maxLength: 60 }), levels => {
        const open = levels.map(([[begin], between]) => begin + between).join('');
        const close = levels.map(([[, end]]) => end).reverse();
        // `\right` closes what it stands in, and is an error elsewhere.
        fc.pre(!open.includes('\\left(\\right') && !open.includes('\\left(\\text'));
        expect(latexFault(open + close.join(''))).toBeDefined();
      }),
      { seed: 12, numRuns: Math.ceil(RUNS / 20) }
    );
  });
});
