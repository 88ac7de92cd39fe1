/** A matrix as text for other programs, with all its digits. */
import {
  type DType,
  isComplexNumber,
  type Scalar,
  type Shape,
  type Tensor
} from '../engine/index.js';

/** The entries of a matrix, as text, by rows: what JSON has no number for (NaN, Inf) stays whole. */
export interface IEntriesView {
  dtype: string;
  re: string[][];
  /** Absent where the matrix is real. */
  im?: string[][];
}

/** Entries above which an output does not carry them. */
const MOST = 1024;

/**
 * The copy of a matrix; undefined for anything else, and for what is too large.
 *
 * @param most entries: by default what an output can carry
 */
export function entriesOf(value: Tensor, most = MOST): IEntriesView | undefined {
  const [rows, columns] = value.shape as Shape;
  // Rows without entries are rows too.
  if (value.ndim !== 2 || Math.max(rows, 1) * Math.max(columns, 1) > most) return undefined;
  const { dtype } = value;
  const grid = (part: (entry: Scalar) => Scalar) =>
    Array.from({ length: rows }, (_, i) =>
      Array.from({ length: columns }, (_, j) => digitsOf(part(value.at<Scalar>(i, j)), dtype))
    );
  const re = grid(entry => (isComplexNumber(entry) ? entry.re : entry));
  if (!dtype.startsWith('complex')) return { dtype, re };
  return { dtype, re, im: grid(entry => (isComplexNumber(entry) ? entry.im : 0)) };
}

/** An entry with all its digits: in single precision 0.1, not 0.10000000149. */
export function digitsOf(value: Scalar, dtype: DType): string {
  const isSingle = dtype === 'float32' || dtype === 'complex64';
  if (typeof value !== 'number' || !isSingle || !Number.isFinite(value)) return String(value);
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}

/** Whether an output can carry them. */
export function isCarried({ re }: IEntriesView): boolean {
  return re.length * (re[0]?.length ?? 0) <= MOST;
}

/** A way to write a matrix, and the text, which is written when it is asked for. */
export interface ICopyForm {
  name: string;
  text(): string;
}

/** The matrix for whoever reads it next. */
export function copyForms(entries: IEntriesView): ICopyForm[] {
  return [
    { name: 'NumPy', text: () => numpy(entries) },
    { name: 'MATLAB', text: () => matlab(entries) },
    { name: 'Julia', text: () => julia(entries) },
    { name: 'TypeScript', text: () => typescript(entries) },
    { name: 'CSV', text: () => csv(entries) }
  ];
}

/** How a language writes a number and a complex number. */
interface IDialect {
  number: (text: string) => string;
  /** Of a real part and a signed imaginary part. */
  complex: (re: string, im: string) => string;
}

/** `a+bi` with the language's unit; what is not finite, of which `Infi` would be a name, by its parts. */
const sum = (unit: string) => (re: string, im: string) => {
  if (/[a-zA-Z]{2}/.test(re + im)) return `complex(${re}, ${im})`;
  return im.startsWith('-') ? `${re}-${im.slice(1)}${unit}` : `${re}+${im}${unit}`;
};

function grid({ re, im }: IEntriesView, { number, complex }: IDialect): string[][] {
  return re.map((row, i) =>
    row.map((x, j) => (im ? complex(number(x), number(im[i][j])) : number(x)))
  );
}

const nested = (rows: string[][]) => `[${rows.map(row => `[${row.join(', ')}]`).join(', ')}]`;
const spaced = (rows: string[][]) => `[${rows.map(row => row.join(' ')).join('; ')}]`;

const named = (names: Readonly<Record<string, string>>) => (text: string) =>
  Object.hasOwn(names, text) ? names[text] : text;

function numpy(entries: IEntriesView): string {
  const number = named({
    NaN: 'np.nan',
    Infinity: 'np.inf',
    '-Infinity': '-np.inf',
    true: 'True',
    false: 'False'
  });
  const { dtype } = entries;
  const plain = dtype === 'float64' || dtype === 'complex128' || dtype === 'bool';
  // Whole numbers would make an array of integers.
  const type = plain && dtype !== 'float64' ? '' : `, dtype=np.${dtype}`;
  return `np.array(${nested(grid(entries, { number, complex: sum('j') }))}${type})`;
}

function matlab(entries: IEntriesView): string {
  const number = named({ Infinity: 'Inf', '-Infinity': '-Inf' });
  const text = spaced(grid(entries, { number, complex: sum('i') }));
  return (
    { float32: `single(${text})`, complex64: `single(${text})`, bool: `logical(${text})` }[
      entries.dtype
    ] ?? text
  );
}

function julia(entries: IEntriesView): string {
  const { dtype } = entries;
  const real = dtype.startsWith('float') || dtype.startsWith('complex');
  const names = named({ Infinity: 'Inf', '-Infinity': '-Inf' });
  const number = (text: string) => (real && /^-?\d+$/.test(text) ? `${text}.0` : names(text));
  const single = { float32: 'Float32', complex64: 'ComplexF32', int32: 'Int32' }[dtype] ?? '';
  return single + spaced(grid(entries, { number, complex: sum('im') }));
}

function typescript(entries: IEntriesView): string {
  const { dtype } = entries;
  const number = (text: string) => (dtype === 'int64' ? `${text}n` : text);
  const cells = grid(entries, { number, complex: (re, im) => `complex(${re}, ${im})` });
  const type = dtype === 'float64' ? '' : `, { dtype: '${dtype}' }`;
  return `tensor(${nested(cells)}${type})`;
}

function csv(entries: IEntriesView): string {
  return grid(entries, { number: text => text, complex: sum('i') })
    .map(row => row.join(','))
    .join('\n');
}
