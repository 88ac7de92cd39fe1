/** Outputs of a cell, without what could run in a page, be fetched by it, or hold it up. */
import type { KernelMessage } from '@jupyterlab/services';
import { sanitizeForFrame, sanitizeStrict, sanitizeSvg } from '../html/index.js';
import { latexFault, MIME, safeLatex } from '../latex/index.js';

type Bundle = Record<string, unknown>;

/** A bundle of JSON, which all is that crossed the port as text. */
type JsonBundle = KernelMessage.IDisplayDataMsg['content']['data'];

/**
 * A bundle that may be shown by any front end, in a notebook that is trusted or not. HTML is drawn in a frame
 * by our own renderer, and stands beside that reduced to what carries nothing. Markdown comes with its HTML,
 * and goes itself, since a trusted host would not sanitise what it makes of it.
 */
export function sanitizeBundle(data: Bundle): JsonBundle {
  const {
    'text/html': html,
    'text/markdown': markdown,
    'text/latex': latex,
    'image/svg+xml': svg,
    ...rest
  } = data;
  const forms = [
    within(html, it => ({
      ...(markdown === undefined && framed(it)),
      'text/html': sanitizeStrict(it)
    })),
    within(svg, it => ({ 'image/svg+xml': sanitizeSvg(it) })),
    within(latex, it => latexForms(it, MIME in rest))
  ];
  // Own views come first; what says that a form is not shown takes the place of the text.
  const notes = forms.filter(form => 'text/plain' in form);
  return Object.assign({}, ...forms, rest, ...notes);
}

/** Forms made of a text, if it is one; a text that is too much becomes the sentence that says so. */
function within(text: unknown, make: (text: string) => Bundle): Bundle {
  if (typeof text !== 'string') return {};
  try {
    const made = Object.entries(make(text)).filter(([, value]) => value !== undefined);
    return Object.fromEntries(made);
  } catch (error) {
    if (error instanceof RangeError) return { 'text/plain': error.message };
    throw error;
  }
}

function framed(html: string): Bundle {
  return { [MIME]: { version: 1, view: { kind: 'html', html: sanitizeForFrame(html) } } };
}

/** @param isBeside stands beside a view, whose plain text says more than that it is long */
function latexForms(latex: string, isBeside: boolean): Bundle {
  const fault = latexFault(latex);
  if (!fault) return { 'text/latex': safeLatex(latex) };
  return isBeside ? {} : { 'text/plain': fault };
}
