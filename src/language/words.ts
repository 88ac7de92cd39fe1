/**
 * The compiler's findings in the words of who writes a cell: at most three lines, with what to write
 * instead, and without paths, private fields, and overloads for a GPU that the cell does not use.
 */
import ts from 'typescript';
import { foreignLine } from './foreign.js';
import { nodeAt, UNKNOWN_NAMES } from './lenient.js';
import { ABSENT, noAddress, PYTHON_WORDS, TORCH_NAMES } from './remedies.js';
import type { IPlaceOf, Rule } from './rule.js';
import { shortTypes } from './short.js';
import { TENSOR_RULES } from './tensors.js';

/** Lines of a message, and characters of a line. */
const MOST_LINES = 3;
const MOST_CHARACTERS = 400;

/** The message of one finding. */
export function wordsFor(diagnostic: ts.Diagnostic, isEarlier: (name: string) => boolean): string {
  const { file, start = 0, length = 0, code } = diagnostic;
  const marked = file?.text.slice(start, start + length) ?? '';
  // Of several arguments that are marked together the first.
  const [token = ''] = /^(?:[\w$.]+|'[^']*'|"[^"]*"|.)/s.exec(marked) ?? [];
  const node = file && (nodeAt(file, start, length) ?? nodeAt(file, start, token.length));
  const others = devicesNotIn(file?.text ?? '');
  const text = shortTypes(cleaned(flat(diagnostic.messageText, others)));
  const related = place(diagnostic.relatedInformation?.[0]);
  const line = lineAt(file?.text ?? '', start);
  const at = { code, marked, line, node, file, related, isEarlier };
  for (const rule of RULES) {
    const said = rule(text, at);
    if (said !== undefined) return bounded(said);
  }
  return bounded(text);
}

function lineAt(text: string, position: number): string {
  const start = text.lastIndexOf('\n', position - 1) + 1;
  const end = text.indexOf('\n', position);
  return text.slice(start, end < 0 ? text.length : end);
}

/** Types of the devices that a cell does not speak of: overloads that name them are not meant. */
function devicesNotIn(source: string): RegExp {
  const device = 'DeviceTensor';
  const names = [
    /gpu/i.test(source) ? '' : 'Gpu|webgpu',
    /kernel/i.test(source) ? '' : 'Kernel|kernel'
  ];
  const unnamed = names.filter(Boolean);
  return new RegExp(unnamed.length === 2 ? [...unnamed, device].join('|') : (unnamed[0] ?? '^$'));
}

/** The first line and the reason; of overloads the one that fits best, which is one of the device at hand. */
function flat(text: string | ts.DiagnosticMessageChain, others: RegExp): string {
  if (typeof text === 'string') return text;
  const next = (text.next ?? []).filter(({ messageText }) => !others.test(messageText));
  if (text.code === 2769 || /^Overload \d/.test(text.messageText)) {
    const found = next.at(-1) ?? text.next?.at(-1);
    return found ? flat(found, others) : text.messageText;
  }
  const [first] = next;
  return first ? `${text.messageText}\n${flat(first, others)}` : text.messageText;
}

function cleaned(text: string): string {
  return (
    text
      .replace(/(?:typeof )?import\("[^"]*"\)\./g, '')
      .replace(/(?:typeof )?import\("[^"]*"\)/g, 'the cell')
      .replace(/"\/(?:cells|invertible|lib)[^"]*"/g, 'the cell')
      .replace(/ Do you need to (?:install|change)[^\n]*/g, '')
      .replace(/ Try changing the [^\n]*/g, '')
      .split('\n')
      // The first line is about the cell; a private field or a path further on is ours.
      .filter(
        (line, i) => i === 0 || !/'#|private identifier|\/(?:invertible|lib|cells)\//.test(line)
      )
      .join('\n')
  );
}

function bounded(text: string): string {
  return text
    .split('\n')
    .slice(0, MOST_LINES)
    .map(line => line.trim())
    .map(line => (line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS - 1)}…` : line))
    .join('\n');
}

/** The line of what a finding refers to, in the cell. */
function place(related: ts.DiagnosticRelatedInformation | undefined): string {
  if (!related?.file || related.start === undefined) return '';
  return `${related.file.getLineAndCharacterOfPosition(related.start).line + 1}`;
}

const RULES: readonly Rule[] = [
  otherLanguages,
  absentModule,
  absentName,
  constants,
  ...TENSOR_RULES,
  options,
  brackets,
  getters,
  properties,
  advice
];

/** Of the findings of the parser. */
function otherLanguages(_: string, { code, line, marked }: IPlaceOf): string | undefined {
  return code >= 1000 && code < 2000 ? foreignLine(line, marked) : undefined;
}

function getters(_: string, { code, marked }: IPlaceOf): string | undefined {
  if (code !== 6234) return undefined;
  return `'${marked}' is a value, and no function.\nWrite ${marked}, without ().`;
}

function absentName(text: string, { code, marked, node }: IPlaceOf): string | undefined {
  if (!UNKNOWN_NAMES.has(code)) return undefined;
  const remedy = ABSENT.get(marked) ?? PYTHON_WORDS.get(marked);
  if (remedy) return remedy;
  if (TORCH_NAMES.has(marked)) return `Cannot find name '${marked}'.\nWrite linalg.${marked}(…).`;
  if (code === 2304 && isAssigned(node)) return `${text}\nDeclare it: let ${marked} = …`;
  if (code === 2304) return `${text}\nIf another cell declares it, run that cell first.`;
  return text;
}

function isAssigned(node: ts.Node | undefined): boolean {
  const { parent } = node ?? {};
  return (
    parent !== undefined &&
    ts.isBinaryExpression(parent) &&
    parent.left === node &&
    parent.operatorToken.kind === ts.SyntaxKind.EqualsToken
  );
}

function absentModule(_: string, { code, marked }: IPlaceOf): string | undefined {
  const name = marked.replace(/^['"`]|['"`]$/g, '');
  if (![2307, 2792, 2882, 7016].includes(code) && name === marked) return undefined;
  if (![2307, 2591, 2792, 2882, 7016].includes(code)) return undefined;
  return noAddress(name);
}

function constants(text: string, { code, marked, isEarlier }: IPlaceOf): string | undefined {
  if (code === 2588) {
    const whose = isEarlier(marked) ? ' of an earlier cell' : '';
    return `'${marked}' is a constant${whose}.\nDeclare it with let if it is to change, or declare it again: const ${marked} = …`;
  }
  if (![2628, 2629, 2630, 2631, 2632].includes(code)) return undefined;
  const kind = /because it is an? (\w+)/.exec(text)?.[1] ?? 'declaration';
  const what =
    kind === 'import'
      ? 'declared by an earlier cell as a function, a class or an import'
      : `a ${kind}`;
  return `'${marked}' is ${what}, and cannot be assigned to.\nDeclare it again: const ${marked} = …`;
}

function options(text: string): string | undefined {
  const found =
    /Object literal may only specify known properties, (?:but|and) '([^']+)' does not exist in type '[^']*'\.(?: Did you mean to write '([^']+)'\?)?/.exec(
      text
    );
  if (!found || !/'I\w*Options\b|Options'|Options>/.test(text)) return undefined;
  const [, name, meant] = found;
  return `There is no option '${name}' here.${meant ? ` Did you mean '${meant}'?` : ''}`;
}

function brackets(text: string, { code, marked, related, file }: IPlaceOf): string | undefined {
  const expected = /^'([)}\]>])' expected/.exec(text)?.[1];
  if (code === 1005 && expected) {
    const opener = { ')': '(', '}': '{', ']': '[', '>': '<' }[expected] ?? '';
    const line = related || lineOfOpen(file, opener, expected);
    return line
      ? `'${expected}' expected: the '${opener}' of line ${line} is not closed.`
      : `'${expected}' expected.`;
  }
  if (code === 1128 && /^[)}\]]/.test(marked))
    return `'${marked[0]}' closes nothing: there is one too many.`;
  if (code === 1160) return 'Unterminated template: a ` is not closed.';
  if (code === 1002) return 'Unterminated string: its closing quote is missing on this line.';
  if (code === 1010 && file) return 'Unterminated comment: */ expected.';
  return undefined;
}

/** Messages that are clear, with a line on what to do. */
function advice(text: string, { code, marked, isEarlier }: IPlaceOf): string | undefined {
  if (code === 2322 && isEarlier(marked)) {
    return `${text.split('\n')[0]}\nAn earlier cell gave '${marked}' its type. Declare it again to change it: let ${marked} = …`;
  }
  if (
    (code === 2345 || code === 2769) &&
    /'(?:string|".*")' is not assignable to parameter of type 'number'/.test(text)
  )
    return `${text}\nWrite Number(x) to make a number of text.`;
  if (code === 2448) return `${text}\nMove its declaration up, before this line.`;
  if (code === 2451 || code === 2300)
    return `${text}\nOne cell declares a name once; a later cell may declare it again.`;
  if (code === 1109) return 'Expression expected: one is missing here.';
  return undefined;
}

function properties(text: string, { code }: IPlaceOf): string | undefined {
  const hidden =
    code === 2339 && /^Property '(#[^']+)' does not exist on type '([^']+)'/.exec(text);
  if (hidden) return `Property '${hidden[1]}' is private to class '${hidden[2]}'.`;
  if (code === 2339 && /on type 'WorkerGlobalScope/.test(text))
    return `${text.replace(/ on type .*/, ' on the global object')}.\nIn a class write this, in place of self.`;
  if (code === 2339 && /on type 'Promise</.test(text))
    return `${text}\nWait for it first: (await x).`;
  return undefined;
}

/** The line of the last bracket of a kind that is not closed, where the parser does not say it. */
function lineOfOpen(file: ts.SourceFile | undefined, opener: string, closer: string): string {
  // In templates braces are read in another way.
  if (!file || file.text.includes('`')) return '';
  const scanner = ts.createScanner(
    ts.ScriptTarget.ESNext,
    true,
    ts.LanguageVariant.Standard,
    file.text
  );
  const open: number[] = [];
  for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
    const token = scanner.getTokenText();
    if (token === opener) open.push(scanner.getTokenStart());
    else if (token === closer) open.pop();
  }
  const at = open.at(-1);
  return at === undefined ? '' : `${file.getLineAndCharacterOfPosition(at).line + 1}`;
}
