/** Places in cells, read from stack traces: nothing else of a stack is for whoever wrote the cell. */

/** One place in a cell. */
export interface IFrame {
  cell: number;
  line: number;
  column?: number;
  /** The function, where it has a name. */
  caller?: string;
}

/** Of a stack that is read: a cell may write its own. */
const MOST_LINES = 1000;
const MOST_FRAMES = 50;
/** Lines of the sandbox itself are longer: its script is their address. */
const MOST_CHARACTERS = 2000;

/** How the engine finds its way into stack traces; see `sourceUrl`. */
const FRAME = /^\s*(?:at )?(?:async )?(.*?)[ @(]*cell\[(\d+)\]\.ts:(\d+):(\d+)\)?/;

/** The name by which stack traces call a cell. */
export function sourceUrl(count: number): string {
  return `cell[${count}].ts`;
}

/** The places of an error in cells; columns are those of the compiled code. */
export function framesOf(error: Error): IFrame[] {
  return textsOf(error)
    .stack.split('\n', MOST_LINES)
    .flatMap(text => {
      const match = text.length <= MOST_CHARACTERS ? FRAME.exec(text) : null;
      if (!match) return [];
      const [cell, line, column] = match.slice(2).map(Number);
      const isNamed = match[1] && match[1] !== 'eval' && match[1] !== 'anonymous';
      return [{ cell, line, column, caller: isNamed ? match[1] : undefined }];
    })
    .slice(0, MOST_FRAMES);
}

/** The texts of an error, each by itself: a cell may have made any of them throw, or be no text. */
export function textsOf(error: Error): { name: string; message: string; stack: string } {
  const text = (key: 'name' | 'message' | 'stack') => {
    try {
      const value: unknown = error[key];
      return typeof value === 'string' ? value : '';
    } catch {
      return '';
    }
  };
  const message = text('message');
  return { name: text('name') || 'Error', message, stack: text('stack') };
}

/** A place in words. */
export function placeText({ cell, line, column, caller }: IFrame): string {
  const where = `cell[${cell}], line ${line}${column === undefined ? '' : `, column ${column}`}`;
  return caller ? `${caller} (${where})` : where;
}

/** The lines of a stack that are of cells, without columns: those are of the compiled code. */
export function placesOf(error: Error): string {
  return framesOf(error)
    .map(frame => `\n    at ${placeText({ ...frame, column: undefined })}`)
    .join('');
}
