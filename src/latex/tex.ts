/** Views as LaTeX, for hosts that know no other form, and for print: formulas between `$$`, words between them. */
import { stepsToLatex } from './steps.js';
import { trustText } from './trust.js';
import type { IBatchView, IExplanation, IInverseView, IRepair, IWarning, View } from './view.js';

/** Signs of sentences that LaTeX sets in formulas alone. */
const SIGNS: Readonly<Record<string, string>> = {
  '−': '-',
  '‖': '\\Vert',
  '·': '\\cdot',
  '±': '\\pm',
  '≤': '\\le',
  '≈': '\\approx',
  '√': '\\surd',
  '∞': '\\infty',
  '←': '\\leftarrow',
  '→': '\\rightarrow',
  κ: '\\kappa',
  σ: '\\sigma',
  ε: '\\varepsilon'
};

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ᵀ';
const SUBSCRIPTS = '₀₁₂₃₄₅₆₇₈₉';

/** A sentence in LaTeX: nothing in it is a command, and every sign is one that LaTeX has. */
export function sentenceToLatex(text: string): string {
  const plain = (signs: string, ascii: string, from: string) =>
    [...signs].map(sign => ascii[from.indexOf(sign)]).join('');
  return (
    text
      .replace(/[\\{}]/g, '')
      .replace(/[&%#_$]/g, '\\$&')
      .replace(/\^/g, '')
      .replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ᵀ]+/g, it => `$^{${plain(it, '0123456789-+T', SUPERSCRIPTS)}}$`)
      .replace(/[₀-₉]+/g, it => `$_{${plain(it, '0123456789', SUBSCRIPTS)}}$`)
      .replace(/[−‖·±≤≈√∞←→κσε]/g, sign => `$${SIGNS[sign]}$`)
      .replaceAll('…', '\\ldots{}')
      // Two formulas side by side are one, and no display.
      .replace(/(?<!\\)\$\$/g, '')
  );
}

export function viewToLatex(view: View): string {
  switch (view.kind) {
    case 'tensor':
      return paragraphs(`$$${view.latex}$$`, view.note && sentenceToLatex(view.note));
    case 'inverse':
      return inverseToLatex(view);
    case 'singular':
      // The message stands in the error, or beside the matrix.
      return paragraphs(
        view.why.length === 0 ? sentenceToLatex(view.message) : undefined,
        reasonsToLatex(view.why),
        repairsToLatex(view.repairs)
      );
    case 'batch':
      return batchToLatex(view);
    case 'steps':
      return stepsToLatex(view);
    case 'matrix':
      return view.latex;
    case 'table':
      // A table of any width is no formula.
      return '';
    case 'html':
      // Comes with its own forms for other hosts.
      return '';
    case 'group':
      return paragraphs(
        ...view.items.map(({ name, view: item }) =>
          paragraphs(`$$\\texttt{${sentenceToLatex(name)}}:$$`, viewToLatex(item))
        )
      );
  }
}

/** Texts with an empty line between them; what is undefined or empty is none. */
export function paragraphs(...texts: (string | undefined)[]): string {
  return texts.filter(Boolean).join('\n\n');
}

function inverseToLatex({ latex, trust, warning, exact }: IInverseView): string {
  const facts = trust.facts.map(fact => fact.latex).join(', \\quad ');
  return paragraphs(
    `$$${latex}$$`,
    `$$${facts}$$`,
    sentenceToLatex(trustText(trust)),
    warning && warningToLatex(warning),
    reasonsToLatex(exact)
  );
}

function warningToLatex({ title, text, why, repairs, cloud }: IWarning): string {
  return paragraphs(
    sentenceToLatex(`${title} ${text}`),
    reasonsToLatex(why),
    repairsToLatex(repairs),
    cloud && sentenceToLatex(cloud.text)
  );
}

/** Each with its label and formula, and what follows. */
export function reasonsToLatex(why: readonly IExplanation[] = []): string {
  return paragraphs(
    ...why.map(
      ({ label, latex, text }) => `$$\\text{${label}: } ${latex} \\text{${sentenceToLatex(text)}}$$`
    )
  );
}

function repairsToLatex(repairs: readonly IRepair[] = []): string {
  return paragraphs(
    ...repairs.map(({ name, latex, text }) =>
      paragraphs(`$$\\text{Instead, ${name}: } ${latex}$$`, sentenceToLatex(text))
    )
  );
}

function batchToLatex({ members, total }: IBatchView): string {
  const lines = members.map(({ index, view }) => paragraphs(`$$${index}$$`, viewToLatex(view)));
  const rest = total - members.length;
  return paragraphs(...lines, rest > 0 ? `and ${rest} more` : undefined);
}
