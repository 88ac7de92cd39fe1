/** HTML and SVG of cells, without what could run, be fetched, or act in the page that shows them. */
export { sanitizeForFrame } from './frame.js';
export { fenced, quietMarkdown } from './markdown.js';
export { sanitizeStrict } from './strict.js';
export { sanitizeSvg } from './svg.js';
