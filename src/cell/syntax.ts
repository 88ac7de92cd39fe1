/** Errors of syntax in words that say what is missing, where no compiler of TypeScript tells them. Pure. */
import { tokenizer } from 'acorn';
import { foreignLine } from '../language/index.js';

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '${': '}' };

const PLAIN: Readonly<Record<string, string>> = {
  'Unterminated string constant': 'Unterminated string: its closing quote is missing on this line.',
  'Unterminated template': 'Unterminated template: a ` is not closed.',
  'Unterminated comment': 'Unterminated comment: */ expected.',
  'Unterminated regular expression': 'Unterminated regular expression: its closing / is missing.'
};

/**
 * The message of a parser in words of the cell.
 * @param message the parser's own
 * @param line 1-based, as is the column: the place at which the parser gave up
 */
export function syntaxWords(message: string, source: string, line: number, column: number): string {
  const text = source.split('\n')[line - 1] ?? '';
  const rest = text.slice(column - 1);
  const foreign = foreignLine(text, rest.slice(0, 1));
  if (foreign) return foreign;
  const isAtEnd = /^\s*$/.test(rest) && /^\s*$/.test(source.split('\n').slice(line).join(''));
  const open = lastOpen(source);
  if (open && (isAtEnd || /^Unexpected token|^Unterminated template/.test(message))) {
    const { bracket } = open;
    if (isAtEnd || open.line < line)
      return `'${CLOSING[bracket]}' expected: the '${bracket}' of line ${open.line} is not closed.`;
  }
  const known = Object.entries(PLAIN).find(([start]) => message.startsWith(start));
  if (known) return known[1];
  if (!/^Unexpected token/.test(message)) return message;
  if (isAtEnd) return 'Unexpected end of the cell: an expression is not finished.';
  const token = /^(?:[\p{ID_Start}$_][\p{ID_Continue}$]*|\d+|=>|\S)/u.exec(rest)?.[0];
  return token ? `Unexpected '${token}'.` : message;
}

/** The innermost bracket that is never closed. */
function lastOpen(source: string): { bracket: string; line: number } | undefined {
  const open: { bracket: string; line: number }[] = [];
  try {
    const tokens = tokenizer(source, {
      ecmaVersion: 'latest',
      sourceType: 'module',
      locations: true
    });
    for (const { type, loc } of tokens) {
      const { label } = type;
      if (label in CLOSING) open.push({ bracket: label, line: loc?.start.line ?? 1 });
      else if (label === CLOSING[open.at(-1)?.bracket ?? '']) open.pop();
    }
  } catch {
    // Text that has no tokens has an error of its own.
    return undefined;
  }
  return open.at(-1);
}
