/** An object as a cell's last expression: `{a: 1, b: 2}`, which JavaScript reads as a block. Pure. */

/** Offsets of the object's first character, and of the one behind its last. */
export interface IRange {
  start: number;
  end: number;
}

/** Beginnings and ends that are tried, from the last one on. */
const TRIES = 20;
const BEGINNING = /(?:^|[\n;])[ \t]*(?=\{)/g;
const REST = /^\s*;?\s*(?:(?:\/\/[^\n]*(?:\n|$)|\/\*(?:[^*]|\*(?!\/))*\*\/)\s*)*$/;

/**
 * The place of an object at the end of a cell that is to be read as an expression. As in Node's REPL it is
 * one if it can be one.
 *
 * @param parses whether a text is a program
 */
export function findObject(source: string, parses: (text: string) => boolean): IRange | undefined {
  if (!source.includes('{')) return undefined;
  const starts = [...source.matchAll(BEGINNING)]
    .map(match => match.index + match[0].length)
    .slice(-TRIES)
    .reverse();
  for (const start of starts) {
    for (const end of endsOf(source, start)) {
      const isObject = parses(`(${source.slice(start, end)})`);
      // A block of `if`, of a function or of a class has a beginning that is no program by itself.
      if (isObject && parses(source.slice(0, start))) return { start, end };
    }
  }
  return undefined;
}

/** Ends behind which only a semicolon and comments are. */
function endsOf(source: string, start: number): number[] {
  const ends: number[] = [];
  let at = source.lastIndexOf('}');
  for (let i = 0; i < TRIES && at > start; i++) {
    if (REST.test(source.slice(at + 1))) ends.push(at + 1);
    at = source.lastIndexOf('}', at - 1);
  }
  return ends;
}

/** The statement before may end without a semicolon. */
export const OPENING = ';(';

/** The source with the object in parentheses: no line changes, and columns on the lines of its ends alone. */
export function parenthesised(source: string, { start, end }: IRange): string {
  return `${source.slice(0, start)}${OPENING}${source.slice(start, end)})${source.slice(end)}`;
}
