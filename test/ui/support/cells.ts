/** Notebook cells of the tests of HTML. */

/** An image of one pixel. */
export const PIXEL =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** Cells that run one after the other, each as TypeScript. */
export function cells(...sources: string[]): string[] {
  return sources.map(source => `%%ts\n${source}`);
}

/** A call that displays a text as HTML, Markdown, SVG or LaTeX. */
export const show = (form: string, text: string) => `display.${form}(${JSON.stringify(text)})`;
