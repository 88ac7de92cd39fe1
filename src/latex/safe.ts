/**
 * LaTeX that was not written here: neutralised, and refused where it would hold the page up.
 *
 * JupyterLab's MathJax filters classes, ids and styles, but not all of them (`\unicode[x;position:fixed]`,
 * `\bbox[cursor:url(…)]`), lets links to the server's own addresses through, and keeps definitions for all
 * later formulas of the page.
 */

/** Set behind a backslash: invisible in text, and in a formula the end of the command. */
const JOINER = '\u2060';

const FORBIDDEN = [
  // Links, attributes and styles of the page.
  'href|url|class|cssId|style|data|html[A-Za-z]*|includegraphics|mmlToken|unicode',
  // A definition would stay for all formulas of the page.
  'def|gdef|edef|xdef|let|futurelet|(?:new|renew|provide)(?:command|environment)|csname|endcsname',
  'expandafter|catcode|definecolor|Declare[A-Za-z]+|Newextarrow|(?:new|renew|use)tagform|mathtoolsset|setOptions',
  // Code and files, where LaTeX is printed.
  'require|input|include|usepackage|openin|openout|read|write|immediate|special|scantokens',
  'verbatiminput|lstinputlisting|InputIfFileExists|includepdf|pdffiledump|directlua|latelua|luaexec|ShellEscape'
].join('|');

/** A box may have a width, a colour and a border; all else in its brackets is a style. */
const PLAIN_BOX = '\\s*\\[[\\w#., ]{0,60}(?:border:[\\w#. ]{0,60})?\\]';

const COMMANDS = new RegExp(
  `\\\\(?=(?:${FORBIDDEN})(?![A-Za-z])|bbox(?![A-Za-z])(?!${PLAIN_BOX}))`,
  'g'
);

/** LaTeX in which no command reaches beyond the formula; all other LaTeX stays as it is. */
export function safeLatex(text: string): string {
  return text.replace(COMMANDS, `\\${JOINER}`).replace(/\^(?=\^)/g, `^${JOINER}`);
}

/** Characters, and their weight: about what MathJax takes a tenth of a millisecond for. */
const MOST_CHARACTERS = 100_000;
const MOST_WEIGHT = 20_000;

/** A hundred nested fractions end Chromium's process. */
const DEEPEST = 40;

/** Commands that open a level which only the end of their group closes. */
const SWITCHES = new Set(
  'displaystyle textstyle scriptstyle scriptscriptstyle tiny Tiny scriptsize small normalsize large Large LARGE huge Huge color'
    .split(' ')
    .map(name => `\\${name}`)
);

const CLOSERS: Readonly<Record<string, string>> = {
  '}': '{',
  '\\right': '\\left',
  '\\end': '\\begin'
};

const OPENERS = new Set(Object.values(CLOSERS));

const TOKEN = /\\(?:[a-zA-Z]+|[\s\S]|$)|%[^\n]*|[\d.]+|\S/g;

/** Why LaTeX is not typeset, as a sentence; undefined for what can be. */
export function latexFault(text: string): string | undefined {
  if (text.length > MOST_CHARACTERS) return tooLong(text);
  // Chemistry is typeset slowly; within `\verb` nothing closes.
  const factor = /\\(?:ce|pu)(?![a-zA-Z])/.test(text) ? 6 : 1;
  const closes = !text.includes('\\verb');
  const open: { by: string; switches: number }[] = [{ by: '', switches: 0 }];
  let weight = 0;
  let depth = 0;
  for (const [token] of text.matchAll(TOKEN)) {
    const top = open[open.length - 1];
    weight += factor * weightOf(token);
    if (OPENERS.has(token)) {
      open.push({ by: token, switches: 0 });
      depth++;
    } else if (SWITCHES.has(token)) {
      top.switches++;
      depth++;
    } else if (token[0] === '%') {
      depth += token.split('{').length - 1;
    } else if (closes && token === '&') {
      depth -= top.switches;
      top.switches = 0;
    } else if (closes && CLOSERS[token] === top.by && open.length > 1) {
      open.pop();
      depth -= 1 + top.switches;
    }
    if (weight > MOST_WEIGHT) return tooLong(text);
    if (depth > DEEPEST) {
      return `This formula is nested too deeply to be typeset: at most ${DEEPEST} levels are.`;
    }
  }
  return undefined;
}

function tooLong({ length }: string): string {
  return `This formula of ${length} characters is too long to be typeset: show a part of it.`;
}

function weightOf(token: string): number {
  if (/^[\d.&{}]/.test(token) || token === '\\\\') return 1;
  return token[0] === '\\' || token === "'" ? 4 : 2;
}
