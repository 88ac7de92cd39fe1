/** The compiler's findings in a cell as they are told: how grave each is, and in which words. */
import ts from 'typescript';
import { clip } from './clip.js';
import { asExpression, syntaxErrors } from './expression.js';
import { severityOf, TOO_LONG, UNKNOWN_NAMES } from './lenient.js';
import { OPENING } from './literal.js';
import type { CellModules } from './modules.js';
import { misspeltOptions } from './options.js';
import type { IProblem } from './protocol.js';
import { wordsFor } from './words.js';

/** "Object literal may only specify known properties". */
const UNKNOWN_OPTION = 2561;

/** The findings in the cell at hand. */
export function problemsOf(
  service: ts.LanguageService,
  modules: CellModules,
  source: string
): IProblem[] {
  const { current } = modules;
  const program = service.getProgram();
  const file = program?.getSourceFile(current);
  if (!program || !file) return [];
  const checker = program.getTypeChecker();
  const knows = (name: string) => modules.isEarlier(name) || file.text.includes(`function ${name}`);
  const isEarlier = (name: string) => modules.isEarlier(name);
  const { text, at } = asExpression(source);
  const syntactic = syntaxErrors(text);
  // Of a cell that cannot be read the rest says nothing.
  const isUnread = syntactic.length > 0 || isTooLong(source);
  const found = isUnread ? syntactic : service.getSemanticDiagnostics(current);
  const placed = (start: number, length: number) => {
    const from = Math.min(
      at !== undefined && start > at ? start - OPENING.length : start,
      source.length
    );
    return { start: from, end: Math.min(from + length, source.length) };
  };
  const lines = new Set<number>();
  const lineOf = (start: number) => text.slice(0, start).split('\n').length;
  const problems: IProblem[] = [];
  for (const item of found) {
    const { start = 0, code } = item;
    // Behind the cell's end stands what it takes and gives.
    if (start > text.length) continue;
    const severity = severityOf(item, checker, knows);
    if (!severity) continue;
    // Of a line that cannot be read the rest is a consequence.
    if (isUnread && lines.has(lineOf(start))) continue;
    lines.add(lineOf(start));
    problems.push({
      ...placed(start, item.length ?? 0),
      severity,
      message: wordsFor(item, isEarlier),
      code
    });
  }
  for (const { node, name, meant } of misspeltOptions(file, text.length)) {
    problems.push({
      ...placed(node.getStart(file), node.getWidth(file)),
      severity: 'error',
      message: `There is no option '${name}' here. Did you mean '${meant}'?`,
      code: UNKNOWN_OPTION
    });
  }
  return problems;
}

/** Assignments and names from which on the compiler takes minutes: it follows each name back through all of them. */
const MOST = { assignments: 1000, steps: 2e7 };
const ASSIGNMENTS = /(?:[-+*/%&|^?]|<<|>>)=(?![=>])|\+\+|--/g;

/** Whether the types of a cell would be followed too long. */
export function isTooLong(source: string): boolean {
  const assignments = source.match(ASSIGNMENTS)?.length ?? 0;
  if (assignments < MOST.assignments) return false;
  return (
    assignments * (source.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu)?.length ?? 0) > MOST.steps
  );
}

/** Of a cell without errors the word on what was not checked, if anything was not. */
export function unchecked(problems: readonly IProblem[], source: string): string {
  if (isTooLong(source))
    return 'This cell is too long for its types to be checked; its syntax was.';
  const isInPart = problems.some(({ code }) => code === TOO_LONG);
  return isInPart ? 'This cell is so long that its types were checked in part.' : '';
}

/** Problems as `tsc --pretty` prints them, with colours; empty where there are none. */
export function printed(problems: readonly IProblem[], source: string): string {
  if (problems.length === 0) return '';
  const file = ts.createSourceFile('cell.ts', source, ts.ScriptTarget.ESNext);
  const told = distinct(problems, source);
  const diagnostics = told.slice(0, MOST_PRINTED).map(({ start, end, message, code }) => ({
    file,
    start,
    length: end - start,
    messageText: message,
    code,
    category: ts.DiagnosticCategory.Error
  }));
  const format = (diagnostic: ts.Diagnostic) =>
    ts.formatDiagnosticsWithColorAndContext([diagnostic], {
      getCanonicalFileName: name => name,
      getCurrentDirectory: () => '',
      getNewLine: () => '\n'
    });
  // With a line between them, as `tsc` has it.
  const text = diagnostics.map(diagnostic => format(diagnostic).trimEnd()).join('\n\n');
  const more = told.length - diagnostics.length;
  const lines = text.split('\n');
  // Grey and red cannot be read on the red of an error in a dark theme.
  return `${lines
    .map(line => clip(line, MOST_LINE))
    .join('\n')
    .replaceAll('\u001b[90m', '\u001b[0m')
    .replaceAll('\u001b[91m', '\u001b[1m')}${more > 0 ? `\n\n… and ${more} more.` : ''}`;
}

/** Of a name that is not there, or is there twice, one place is enough. */
function distinct(problems: readonly IProblem[], source: string): readonly IProblem[] {
  const names = new Set<string>();
  return problems.filter(({ start, end, code }) => {
    if (!UNKNOWN_NAMES.has(code) && !REDECLARED.has(code)) return true;
    const name = source.slice(start, end);
    return !names.has(name) && names.add(name);
  });
}

const REDECLARED = new Set([2300, 2451]);

/** Characters of a line that are printed. */
const MOST_LINE = 600;

/** Problems of one cell that are printed. */
const MOST_PRINTED = 20;
