/**
 * The places where an abandoned cell ends: behind each `await` of its text, also in its functions. Pure.
 *
 * A promise cannot be stopped, so that a loop which waits would go on for ever below an interrupted cell.
 */
import type { Expression, Node, Program, Statement } from 'acorn';

/** The parameter of a compiled cell that is called behind each await, and gives back what it is given. */
export const AWAITED = '__awaited__';

interface IInsertion {
  start: number;
  end: number;
  text: string;
}

/** Insertions by which beginnings and ends of awaits are marked. */
export interface IMarks {
  starts: IInsertion[];
  ends: IInsertion[];
}

/** `await x` as `check(await x)`, and a check at the beginning of each turn of a `for await`. */
export function markAwaits(program: Program): IMarks {
  const marks: IMarks = { starts: [], ends: [] };
  // Not recursive: an expression may be nested deeply.
  const rest: unknown[] = [program];
  while (rest.length > 0) {
    const node = rest.pop();
    if (typeof node !== 'object' || node === null) continue;
    mark(node as Node, marks);
    for (const value of Object.values(node)) if (typeof value === 'object') rest.push(value);
  }
  return marks;
}

function mark(node: Node, { starts, ends }: IMarks): void {
  if (node.type === 'AwaitExpression') {
    const { start, end } = node as Expression;
    starts.push(insertion(start, `${AWAITED}(`));
    ends.push(insertion(end, ')'));
  }
  const { type, await: waits, body } = node as Node & { await?: boolean; body: Statement };
  if (type !== 'ForOfStatement' || !waits) return;
  if (body.type === 'BlockStatement') {
    starts.push(insertion(body.start + 1, `${AWAITED}();`));
    return;
  }
  starts.push(insertion(body.start, `{${AWAITED}();`));
  ends.push(insertion(body.end, '}'));
}

function insertion(at: number, text: string): IInsertion {
  return { start: at, end: at, text };
}
