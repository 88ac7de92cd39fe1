/** What leaves the sandbox as HTML or Markdown, without what could run in the page. */
import { Sanitizer } from '@jupyterlab/apputils';
import { marked } from 'marked';

const sanitizer = new Sanitizer();

/**
 * A bundle that may be shown in a notebook that is trusted, where JupyterLab would run the scripts of HTML.
 * Markdown becomes HTML here, since a trusted host would not sanitise what it makes of it.
 */
export function sanitizeBundle(data: Record<string, unknown>): Record<string, unknown> {
  const { 'text/html': html, 'text/markdown': markdown, ...rest } = data;
  if (typeof html === 'string') return { ...rest, 'text/html': sanitizer.sanitize(html) };
  if (typeof markdown === 'string') {
    return { ...rest, 'text/html': sanitizer.sanitize(toHtml(markdown)) };
  }
  return rest;
}

/** Formulas, which Markdown would take for emphasis and escapes. */
const MATH = /\$\$[\s\S]+?\$\$|\$(?!\s)(?:\\.|[^$\\\n])+?\$(?!\d)|```[\s\S]*?```|`[^`\n]*`/g;

function toHtml(markdown: string): string {
  const formulas: string[] = [];
  const text = markdown.replace(MATH, found => {
    if (found.startsWith('`')) return found;
    formulas.push(found);
    return `\uE000${formulas.length - 1}\uE001`;
  });
  const html = marked.parse(text, { async: false });
  return html.replace(/\uE000(\d+)\uE001/g, (_, i) => escapeHtml(formulas[Number(i)]));
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
