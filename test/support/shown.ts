/** Numbers read back from what is shown. */

/** units · 10^place, to a unit of which the number is said to be right. */
export interface IShown {
  units: bigint;
  place: number;
  text: string;
}

/** The cells of `A^{-1} = 10^{3} \times [...]` by rows; undefined for what is greyed or `{\approx}0`. */
export function readLatex(latex: string): { cells: (IShown | undefined)[]; isEqual: boolean } {
  const found =
    /^A\^\{-1\} (=|\\approx) (?:10\^\{(-?\d+)\} \\times )?\\left\[\\begin\{array\}\{r+\} (.*) \\end/.exec(
      latex
    );
  if (!found) throw new Error(`not an equation: ${latex}`);
  const [, relation, power = '0', body] = found;
  const cells = body
    .split(' \\\\ ')
    .flatMap(row => row.split(' & '))
    .map(cell => readCell(cell.replace(/\\phantom\{[^}]*\}/g, ''), Number(power)));
  return { cells, isEqual: relation === '=' };
}

function readCell(cell: string, common: number): IShown | undefined {
  if (cell.startsWith('\\textcolor{gray}') || cell === '{\\approx}0') return undefined;
  return decimal(cell.replace('{\\cdot}10^', 'e').replace(/^(-?)10\^/, '$11e'), common);
}

function decimal(text: string, common = 0): IShown {
  const found = /^(-?)(\d+)(?:\.(\d*))?(?:e\{?([-+]?\d+)\}?)?$/.exec(text.trim());
  if (!found) throw new Error(`not a number: ${text}`);
  const [, sign, whole, decimals = '', exponent = '0'] = found;
  const units = BigInt(whole + decimals);
  return {
    units: sign ? -units : units,
    place: Number(exponent) + common - decimals.length,
    text
  };
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** The numbers of `tensor([[…]], dtype=…)`, or of `A⁻¹ ≈ 10³ · [[…]]`. */
export function readText(text: string): (IShown | undefined)[] {
  const [, head, body] = /^(.*?)\[\[([\s\S]*)\]\]/.exec(text) ?? [];
  if (body === undefined) throw new Error(`not a matrix: ${text}`);
  const plain = (it: string) =>
    it
      .replace(/·?10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)/, (whole, power: string) => {
        const digits = power
          .replace('⁻', '-')
          .replace(/[⁰-⁹¹²³]/g, d => `${SUPERSCRIPTS.indexOf(d)}`);
        return `${whole.startsWith('·') ? '' : '1'}e${digits}`;
      })
      .replace('−', '-');
  const factor = /10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+/.exec(head);
  const common = factor ? Number(plain(factor[0]).slice(2)) : 0;
  return body
    .split(/[\],[\s]+/)
    .filter(Boolean)
    .map(cell => (cell.startsWith('≈') ? undefined : decimal(plain(cell), common)));
}
