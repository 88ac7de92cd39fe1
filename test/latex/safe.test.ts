/** LaTeX that was not written here. */
import { describe, expect, it } from '@jest/globals';
import { latexFault, safeLatex } from '../../src/latex/index.js';

describe('safeLatex', () => {
  it('leaves ordinary LaTeX as it is', () => {
    for (const text of [
      'A^{-1} = \\begin{bmatrix} 1 & \\text{two} \\\\ \\color{red}{3} & \\frac{1}{2} \\end{bmatrix}',
      '\\left( \\sum_{i=1}^n \\operatorname{tr} A_i \\right) \\tag{1}',
      '\\textstyle \\displaystyle \\classx \\defined \\delta \\hrefs \\lets',
      '\\bbox[5px,yellow]{x} \\bbox[2px, border: 1px solid red]{y}',
      "f''(x) + x^{2^2} \\le \\lVert x \\rVert, \\quad \\mathtt{href}"
    ]) {
      expect(safeLatex(text)).toBe(text);
      expect(latexFault(text)).toBeUndefined();
    }
  });

  it.each([
    '\\href{/logout}{x}',
    '\\href %\n{/logout}{x}',
    '\\url{/logout}',
    '\\class{a}{x}',
    '\\cssId{a}{x}',
    '\\style{position:fixed}{x}',
    '\\data{a=b}{x}',
    '\\htmlData{a=b}{x}',
    '\\html{x}',
    '\\directlua{os.exit()}',
    '\\lstinputlisting{/etc/passwd}',
    '\\includegraphics{/logout}',
    '\\mmlToken{mi}[href=/logout]{x}',
    '\\unicode[a;position:fixed]{x41}',
    '\\bbox[position:fixed]{x}',
    '\\bbox [cursor:url(/logout),auto]{x}',
    '\\bbox[border:1px solid red;position:fixed]{x}',
    '\\let\\a\\b',
    '\\def\\a{b}',
    '\\newcommand{\\a}{b}',
    '\\renewenvironment{a}{b}{c}',
    '\\definecolor{red}{rgb}{1,1,1}',
    '\\DeclareMathOperator{\\a}{b}',
    '\\DeclarePairedDelimiterXPP\\a[1]{}{}{}{}{}',
    '\\csname href\\endcsname',
    '\\require{html}',
    '\\input{/etc/passwd}',
    '^^5chref{/logout}{x}',
    '\\verb\\x\\\\href{/logout}{x}',
    '\\\\\\href{x}'
  ])('takes its command from %s', text => {
    const safe = safeLatex(text);
    expect(safe).not.toBe(text);
    expect(safe.replaceAll('\u2060', '')).toBe(text);
    expect(safeLatex(safe)).toBe(safe);
  });
});

describe('latexFault', () => {
  const nested = (open: string, close: string, levels: number) =>
    `${open.repeat(levels)}x${close.repeat(levels)}`;

  it('finds what is nested too deeply', () => {
    for (const [open, close] of [
      ['\\frac{1}{', '}'],
      ['\\left(', '\\right)'],
      ['\\begin{matrix}', '\\end{matrix}'],
      ['\\large ', ''],
      ['{%}\n', '}'],
      ['{\\verb|}|', '}'],
      ['{\\text{\\right}', '}'],
      ['\\large\\\\', '']
    ]) {
      expect(latexFault(nested(open, close, 100))).toContain('nested too deeply');
      expect(latexFault(nested(open, close, 10))).toBeUndefined();
    }
  });

  it('lets many levels beside each other pass', () => {
    const row = Array(40).fill('\\displaystyle \\frac{1}{\\color{red} 2}').join(' & ');
    expect(latexFault(`\\begin{matrix} ${row} \\\\ ${row} \\end{matrix}`)).toBeUndefined();
    expect(latexFault(`${'\\frac{1}{2} + '.repeat(500)}1`)).toBeUndefined();
  });

  it('finds what is too long, and lets matrices of fifty rows pass', () => {
    const matrix = (n: number) =>
      Array(n).fill(Array(n).fill('-0.1234').join(' & ')).join(' \\\\ ');
    expect(latexFault(matrix(50))).toBeUndefined();
    expect(latexFault(matrix(100))).toContain('too long');
    expect(latexFault('x'.repeat(10_001))).toContain('too long');
    expect(latexFault('1'.repeat(100_001))).toContain('too long');
    expect(latexFault(`\\ce{${'H2O + '.repeat(500)}}`)).toContain('too long');
  });
});
