/** Numbers read back from what is shown. */

/** units · 10^place, to a unit of which the number is said to be right. */
export interface IShown {
  units: bigint;
  place: number;
  text: string;
}

/** A number that is greyed, or may be zero, is undefined: nothing is said of its digits. */
export type Cell = IShown | undefined;

/** An equation: cells by rows, of a complex matrix real and imaginary parts in turn. */
export interface IEquation {
  cells: Cell[];
  isEqual: boolean;
}

const EQUATION =
  /^A\^\{-1\} (=|\\approx) (?:10\^\{(-?\d+)\} \\times )?\\left\[\\begin\{array\}\{r+\} (.*) \\end\{array\}\\right\]$/;

/** The cells of `A^{-1} = 10^{3} \times [...]`. */
export function readLatex(latex: string, isComplex = false): IEquation {
  const [, relation, power = '0', body] = EQUATION.exec(latex) ?? [];
  if (body === undefined) throw new Error(`not an equation: ${latex}`);
  const cells = body
    .split(' \\\\ ')
    .flatMap(row => row.split(' & '))
    .map(cell => cell.replace(/\\phantom\{[^}]*\}/g, '').trim())
    .flatMap(cell => partsOf(cell, isComplex).map(part => readPart(part, Number(power))));
  return { cells, isEqual: relation === '=' };
}

/** Real and imaginary part as text. */
function partsOf(cell: string, isComplex: boolean): string[] {
  if (!isComplex) return [cell];
  if (!cell.endsWith('i')) return [cell, '0'];
  const [, re = '0', sign = '+', im] = /^(?:(.*) ([-+−]) )?(.*?) ?i$/.exec(cell) ?? [];
  const size = im === '' || im === '-' || im === '−' ? `${im}1` : im;
  return [re, sign === '+' ? size : `-${size}`];
}

function readPart(cell: string, common: number): Cell {
  if (/^-?(\\textcolor\{gray\}|\{\\approx\}0$|≈)/.test(cell)) return undefined;
  return decimal(cell.replace('{\\cdot}10^', 'e').replace(/^(-?)10\^/, '$11e'), common);
}

function decimal(text: string, common = 0): IShown {
  const found = /^([-+]?)(\d+)(?:\.(\d*))?(?:e\{?([-+]?\d+)\}?)?$/.exec(text.trim());
  if (!found) throw new Error(`not a number: ${text}`);
  const [, sign, whole, decimals = '', exponent = '0'] = found;
  const units = BigInt(whole + decimals);
  return {
    units: sign === '-' ? -units : units,
    place: Number(exponent) + common - decimals.length,
    text
  };
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** `1.5·10⁻³` as `1.5e-3`. */
export function plainNumber(text: string): string {
  return text
    .replace(/·?10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)/g, (whole, power: string) => {
      const digits = power
        .replace('⁻', '-')
        .replace(/[⁰-⁹¹²³]/g, digit => `${SUPERSCRIPTS.indexOf(digit)}`);
      return `${whole.startsWith('·') ? '' : '1'}e${digits}`;
    })
    .replaceAll('−', '-');
}

/** A figure such as `−1.5·10⁻³`. */
export function readFigure(text: string): IShown {
  return decimal(plainNumber(text));
}

/** The numbers of `tensor([[…]], dtype=…)`, or of `A⁻¹ ≈ 10³ · [[…]]`. */
export function readText(text: string, isComplex = false): Cell[] {
  const [, head, body] = /^(.*?)\[\[([\s\S]*?)\]\]/.exec(text) ?? [];
  if (body === undefined) throw new Error(`not a matrix: ${text}`);
  const factor = /10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+/.exec(head);
  const common = factor ? Number(plainNumber(factor[0]).slice(2)) : 0;
  return body
    .split(/\],?\s*\[|,\s*/)
    .map(cell => plainNumber(cell).trim())
    .flatMap(cell => partsOf(apart(cell), isComplex).map(part => readPart(part, common)));
}

/** torch's `1.5000-2.0000i` as `1.5000 - 2.0000i`. */
function apart(cell: string): string {
  return /^\S+i$/.test(cell) ? cell.replace(/(?<=[\d.])([-+])(?=\d)/, ' $1 ') : cell;
}
