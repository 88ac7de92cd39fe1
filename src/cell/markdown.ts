/** Markdown as HTML, in the sandbox: text that is costly or hostile costs the cell alone. */
import { marked } from 'marked';

/** Characters of Markdown that are rendered, and levels of quotes and lists. */
const MOST_MARKDOWN = 200_000;

/** Formulas, which Markdown would take for emphasis and escapes, and code, in which there are none. */
const MATH = /```[\s\S]*?```|`[^`\n]*`|\$\$[\s\S]+?\$\$|\$(?!\s)(?:\\.|[^$\\\n])+?\$(?!\d)/g;

/** These characters stand for a formula while the text is rendered: no text has them by then. */
const [OPEN, CLOSE] = ['\uE000', '\uE001'];

/**
 * @throws RangeError for text that is too long, or nested too deeply
 */
export function renderMarkdown(markdown: string): string {
  const { length } = markdown;
  if (length > MOST_MARKDOWN) {
    throw new RangeError(
      `display.markdown: expected at most ${MOST_MARKDOWN} characters, got ${length}: show it in parts`
    );
  }
  const formulas: string[] = [];
  const text = markdown.replaceAll(/[\uE000\uE001]/g, '\uFFFD').replace(MATH, found => {
    if (found.startsWith('`')) return found;
    formulas.push(found);
    return `${OPEN}${formulas.length - 1}${CLOSE}`;
  });
  const html = parse(text);
  return html.replace(/\uE000(\d+)\uE001/g, (_, i) => escapeHtml(formulas[Number(i)]));
}

function parse(text: string): string {
  try {
    return marked.parse(text, { async: false });
  } catch (error) {
    const why = error instanceof RangeError ? 'it is nested too deeply' : String(error);
    throw new RangeError(`display.markdown: the text cannot be rendered: ${why}`);
  }
}

function escapeHtml(text: string): string {
  const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, sign => signs[sign]);
}
