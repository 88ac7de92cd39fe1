/** Reads the clipboard as a block of entries for a place in the matrix. */
import { LARGEST, PasteError, parseMatrix } from '../matrix/index.js';

/**
 * The entries of a text that is pasted at a place.
 *
 * @param refuse told why there are none
 * @returns undefined where it is refused
 */
export function pasted(
  text: string,
  row: number,
  column: number,
  refuse: (reason: string) => void
): string[][] | undefined {
  try {
    const block = parseMatrix(text);
    checkFit(row + block.length, column + block[0].length);
    return block;
  } catch (error) {
    if (!(error instanceof PasteError)) throw error;
    refuse(error.message);
    return undefined;
  }
}

/** A block that does not fit is refused as a whole, as spreadsheets do: a part of it has another inverse. */
function checkFit(rows: number, columns: number): void {
  if (rows <= LARGEST && columns <= LARGEST) return;
  throw new PasteError(
    `from here on it would take ${rows} rows and ${columns} columns, and a matrix has at most ${LARGEST} of each`
  );
}
