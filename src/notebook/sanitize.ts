/** What a cell shows, without what could run in a page, be fetched by it, or hold it up. */
import { sanitizeForFrame, sanitizeStrict, sanitizeSvg } from '../html/index.js';
import { latexFault, MIME, safeLatex } from '../latex/index.js';

type Bundle = Record<string, unknown>;

/** Characters of each form that are read at all. */
const MOST = {
  HTML: 2 ** 19,
  Markdown: 200_000,
  SVG: 2 ** 19
} as const;

/**
 * A bundle that may be shown by any front end, in a notebook that is trusted or not. HTML is drawn in a frame
 * by our own renderer, and stands beside that reduced to what carries nothing; Markdown comes with its HTML,
 * and goes, since a trusted host would not sanitise what it makes of it.
 */
export function sanitizeBundle(data: Bundle): Bundle {
  const {
    'text/html': html,
    'text/markdown': markdown,
    'text/latex': latex,
    'image/svg+xml': svg,
    ...rest
  } = data;
  const forms = [
    typeof html === 'string'
      ? typeof markdown === 'string'
        ? markdownForms(html)
        : htmlForms(html)
      : {},
    typeof svg === 'string' ? svgForms(svg) : {},
    typeof latex === 'string' ? latexForms(latex, MIME in rest) : {}
  ];
  return Object.assign({}, ...forms, rest, ...forms.filter(form => 'text/plain' in form));
}

function htmlForms(html: string): Bundle {
  const tooLong = note('HTML', html.length);
  if (tooLong) return tooLong;
  const framed = sanitizeForFrame(html);
  return (
    note('HTML', framed.length, 2) ?? {
      [MIME]: { version: 1, view: { kind: 'html', html: framed } },
      'text/html': sanitizeStrict(html)
    }
  );
}

function markdownForms(html: string): Bundle {
  // Rendered it is longer than it was written.
  return note('Markdown', html.length, 4) ?? { 'text/html': sanitizeStrict(html) };
}

function svgForms(svg: string): Bundle {
  const tooLong = note('SVG', svg.length);
  if (tooLong) return tooLong;
  const image = sanitizeSvg(svg);
  return image === undefined ? {} : { 'image/svg+xml': image };
}

/** @param isBeside stands beside a view, whose plain text says more than that it is long */
function latexForms(latex: string, isBeside: boolean): Bundle {
  const fault = latexFault(latex);
  if (!fault) return { 'text/latex': safeLatex(latex) };
  return isBeside ? {} : { 'text/plain': fault };
}

/** Says that a form is too long to be shown. */
function note(form: keyof typeof MOST, length: number, factor = 1): Bundle | undefined {
  const most = factor * MOST[form];
  if (length <= most) return undefined;
  return {
    'text/plain': `${form} of ${length} characters is not shown: at most ${most} are. Show a part of it, or draw it as an image.`
  };
}
