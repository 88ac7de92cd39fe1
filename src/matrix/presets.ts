/** Matrices to begin with. */

/** Makes a matrix of this size (rows and columns). */
type Maker = (n: number) => string[][];

const fill =
  (entry: (i: number, j: number, n: number) => string | number): Maker =>
  n =>
    Array.from({ length: n }, (_, i) =>
      Array.from({ length: n }, (_, j) => String(entry(i, j, n)))
    );

export const PRESETS: Readonly<Record<string, Maker>> = {
  Identity: fill((i, j) => (i === j ? 1 : 0)),
  Rotation: fill((i, j, n) => {
    // In the plane of the first two axes.
    if (n < 2 || i > 1 || j > 1) return i === j ? 1 : 0;
    if (i === j) return 'cos(pi/6)';
    return i < j ? '-sin(pi/6)' : 'sin(pi/6)';
  }),
  Hilbert: fill((i, j) => `1/${i + j + 1}`.replace(/^1\/1$/, '1')),
  Pascal: fill((i, j) => binomial(i + j, i)),
  Magic: magic,
  Random: fill(() => Math.floor(19 * Math.random()) - 9),
  // Of two rows the second is twice the first; of more the outer two are the same distance from the next.
  Singular: fill((i, j, n) => (n > 2 ? i * n + j + 1 : n === 2 ? (i + 1) * (j + 1) : 0))
};

function binomial(n: number, k: number): number {
  let value = 1;
  for (let i = 1; i <= k; i++) value = (value * (n - k + i)) / i;
  return Math.round(value);
}

/**
 * The magic square of order n, as MATLAB's `magic`: the Siamese method for odd n, diagonals for multiples of
 * four, and LUX by Conway for the rest.
 */
function magic(n: number): string[][] {
  if (n === 2)
    return [
      ['1', '3'],
      ['4', '2']
    ];
  const square = n % 2 === 1 ? oddMagic(n) : n % 4 === 0 ? fourMagic(n) : luxMagic(n);
  return square.map(row => row.map(String));
}

function oddMagic(n: number): number[][] {
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => {
      const a = (i + j + 2 + n - (n + 3) / 2 + n) % n;
      const b = (i + 2 * j + 1) % n;
      return n * a + b + 1;
    })
  );
}

function fourMagic(n: number): number[][] {
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => {
      const value = n * i + j + 1;
      return i % 4 === j % 4 || (i % 4) + (j % 4) === 3 ? n * n + 1 - value : value;
    })
  );
}

function luxMagic(n: number): number[][] {
  const half = n / 2;
  const middle = (half - 1) / 2;
  const base = oddMagic(half);
  const patterns = { L: [4, 1, 2, 3], U: [1, 4, 2, 3], X: [1, 4, 3, 2] };
  const letter = (i: number, j: number): keyof typeof patterns => {
    const row = i === middle && j === middle ? i + 1 : i === middle + 1 && j === middle ? i - 1 : i;
    if (row <= middle) return 'L';
    return row === middle + 1 ? 'U' : 'X';
  };
  const square = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  for (let i = 0; i < half; i++) {
    for (let j = 0; j < half; j++) {
      patterns[letter(i, j)].forEach((offset, k) => {
        square[2 * i + Math.floor(k / 2)][2 * j + (k % 2)] = 4 * (base[i][j] - 1) + offset;
      });
    }
  }
  return square;
}
