/** Lines of other languages in a cell that cannot be read, and what to write instead. */
import { CDN } from './remedies.js';

/** Of a line that is looked at: patterns take longer than that of a longer one. */
const MOST_CHARACTERS = 300;

type Found = Readonly<Record<string, string>>;

/** A pattern of a line, the name of what it is, and what to write. */
type Line = readonly [RegExp, string, string | ((found: Found) => string)];

const KEYWORDS: Readonly<Record<string, string>> = {
  elif: 'else if (…) { … }',
  else: 'else { … }',
  try: 'try { … } catch (error) { … }',
  except: 'try { … } catch (error) { … }',
  finally: 'finally { … }',
  with: 'const x = …, and close it yourself',
  class: 'class C { … }'
};

const LINES: readonly Line[] = [
  [
    /^(?:async )?def (?<name>\w+) ?\((?<parameters>[^)]*)\)/,
    "Python's def",
    ({ name, parameters }) => `function ${name}(${parameters}) { … }`
  ],
  [
    /^(?:import (?:numpy|torch|scipy)\b|from (?:numpy|torch|scipy)\b)/,
    "Python's import",
    'tensor, zeros, linalg.inv and the rest without an import'
  ],
  [
    /^(?:import [\w.]+(?: as \w+)?|from [\w.]+ import [\w*, ]+)$/,
    "Python's import",
    `import _ from '${CDN}lodash'`
  ],
  [
    /^for (?<name>\w+) in range\((?<end>[^,()]+)\):/,
    "Python's for",
    ({ name, end }) => `for (let ${name} = 0; ${name} < ${end}; ${name}++) { … }`
  ],
  [
    /^for (?<name>[\w, ]+) in (?<list>.+?):/,
    "Python's for",
    ({ name, list }) => `for (const ${name.includes(',') ? `[${name}]` : name} of ${list}) { … }`
  ],
  [
    /^(?<word>if|while) (?<condition>[^(].*?|\(.*\)):/,
    "Python's block",
    ({ word, condition }) => `${word} (${condition.replace(/^\((.*)\)$/, '$1')}) { … }`
  ],
  [
    /^(?<word>elif|else|try|except|finally|with|class)\b[^{]*:/,
    "Python's block",
    ({ word }) => KEYWORDS[word]
  ],
  [
    /\blambda (?<parameters>[\w, ]*): ?(?<value>[^,)]+)/,
    "Python's lambda",
    ({ parameters, value }) => `(${parameters}) => ${value.trim()}`
  ],
  [
    /\[(?<value>.+) for (?<name>\w+) in (?<list>.+?)(?: if (?<test>.+))?\]$/,
    "Python's list comprehension",
    ({ value, name, list, test }) =>
      `${list}${test ? `.filter(${name} => ${test})` : ''}.map(${name} => ${value})`
  ],
  [/(?:[=(]|^|return) *<\/?[a-z][^<>]*>/, 'JSX', "display.html('<b>text</b>')"],
  [/^print\s+[^(=.]/, "Python's print", 'console.log(…)'],
  [/'''|"""/, "Python's quotes", 'a text of several lines between backticks: `…`'],
  [/\b[fF](?:'|")/, "Python's f-string", `a template between backticks: \`x = \${x}\``],
  [
    /(?<value>[\w.()]+) if (?<condition>.+) else (?<other>[\w.()'"]+)/,
    "Python's conditional",
    ({ value, condition, other }) => `${condition} ? ${value} : ${other}`
  ],
  [/\bnot [\w(]/, "Python's not", '!x'],
  [/\s(?<word>and|or)\s/, "Python's and, or", ({ word }) => `a ${word} b`],
  [
    /(?<left>[\w.]+) @ (?<right>[\w.]+)/,
    "Python's @",
    ({ left, right }) => `${left}.matmul(${right})`
  ],
  [
    /[\w)\]]\[[^\]?{]*:[^\]]*\]/,
    "Python's slice",
    'A.slice(dim, start, end), or A.select(dim, index)'
  ],
  [/\[\s*-?[\d.]+(?:\s+-?[\d.]+)+\s*[;\]]/, "MATLAB's matrix", 'tensor([[1, 2], [3, 4]])']
];

/** @returns undefined for a line that is not known as another language's */
export function foreignLine(line: string, marked: string): string | undefined {
  if (marked === '#' || /^\s*# /.test(line)) return 'A comment begins with //, not with #.';
  const character = CHARACTERS.get(marked);
  if (character) return `Invalid character ${marked}.\nWrite ${character}.`;
  const text = line.trim();
  if (text.length > MOST_CHARACTERS) return undefined;
  const code = withoutTexts(text);
  for (const [pattern, name, instead] of LINES) {
    const found = pattern.test(code) ? pattern.exec(text) : null;
    if (!found) continue;
    const written = typeof instead === 'string' ? instead : inWords(instead(found.groups ?? {}));
    return `This is ${name}.\nWrite ${written}.`;
  }
  return undefined;
}

/** Of slides and of papers. */
const CHARACTERS: ReadonlyMap<string, string> = new Map([
  ['“', '"text"'],
  ['”', '"text"'],
  ['„', '"text"'],
  ['‘', "'text'"],
  ['’', "'text'"],
  ['≤', '<='],
  ['≥', '>='],
  ['≠', '!=='],
  ['−', '-'],
  ['–', '-'],
  ['×', '*'],
  ['·', '*'],
  ['÷', '/'],
  ['→', '=>'],
  ['⁻', 'linalg.inv(A) for A⁻¹'],
  ['ᵀ', 'A.mT for Aᵀ'],
  ['²', 'x ** 2'],
  ['√', 'Math.sqrt(x)']
]);

const WORDS: Readonly<Record<string, string>> = {
  True: 'true',
  False: 'false',
  None: 'null',
  and: '&&',
  or: '||',
  'not ': '!'
};

/** Without the words of its strings and of its comment, which are of any language. */
function withoutTexts(line: string): string {
  return line.replace(/(['"`])(?:\\.|(?!\1)[^\\])*\1/g, '$1$1').replace(/\/\/.*$/, '');
}

/** With TypeScript's words in place of Python's. */
function inWords(text: string): string {
  return text.replace(/\b(?:True|False|None|and|or|not (?=\w))/g, word => WORDS[word]);
}
