/** Matrices as other programs write them: TSV, CSV, NumPy, Python, MATLAB, Julia, LaTeX. */

/**
 * The entries of a pasted text, by rows, each as it is to be written in a cell.
 * @returns a single entry for text that is no matrix
 */
export function parseMatrix(text: string): string[][] {
  const trimmed = text.trim();
  const rows = latexRows(trimmed) ?? nestedRows(trimmed) ?? semicolonRows(trimmed) ?? lines(text);
  const width = Math.max(...rows.map(row => row.length));
  return rows.map(row => [...row, ...new Array(width - row.length).fill('0')]);
}

/** `\begin{bmatrix} 1 & \frac{1}{2} \\ … \end{bmatrix}`, with whatever stands around it. */
function latexRows(text: string): string[][] | undefined {
  const body =
    /\\begin\{(?:[bpBvV]?matrix\*?|array|smallmatrix)\}(?:\{[^}]*\}|\[[^\]]*\])?([\s\S]*?)\\end\{/.exec(
      text
    )?.[1];
  if (body === undefined) return undefined;
  return split(body, /\\\\(?:\[[^\]]*\])?/).map(row => row.split('&').map(fromLatex));
}

function fromLatex(entry: string): string {
  const plain = entry
    .replace(/\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}/g, '($1)/($2)')
    .replace(/\\sqrt\s*\{([^{}]*)\}/g, 'sqrt($1)')
    .replace(/\\(?:cdot|times)/g, '*')
    .replace(/\\(pi|sin|cos|tan|exp|log)\b/g, '$1')
    .replace(/\\hline|\\left|\\right|\\[,;!: ]|[{}$]/g, '')
    .trim();
  // (1)/(2) reads better without what it does not need.
  return plain.replace(/\((\w+)\)/g, (_, inner: string) => inner);
}

/** `[[1, 2], [3, 4]]`, as NumPy's `array(…)`, its printed form without commas, or torch's `tensor(…)`. */
function nestedRows(text: string): string[][] | undefined {
  const start = text.indexOf('[[');
  if (start < 0) return undefined;
  const rows = [...text.slice(start + 1).matchAll(/\[([^[\]]*)\]/g)].map(match => match[1]);
  return rows.length > 0 ? rows.map(row => cells(row).map(fromPython)) : undefined;
}

/** `1.` and `1-2j` */
function fromPython(entry: string): string {
  return entry
    .replace(/(\d)\.(?!\d)/g, '$1')
    .replace(/(\d)j\b/gi, '$1i')
    .replace(/np\.|torch\.|math\./g, '')
    .replace(/\*\*/g, '^');
}

/** `[1 2; 3 4]`, MATLAB's and Julia's. */
function semicolonRows(text: string): string[][] | undefined {
  const body = /^(?:[\w.]*\s*=\s*)?\w*\(?\[([^[\]]*)\]\)?;?$/.exec(text)?.[1];
  if (body === undefined) return undefined;
  return split(body, /;|\n/).map(row =>
    cells(row).map(entry => entry.replace(/(\d)(?:im|j)\b/g, '$1i'))
  );
}

/** Tabs, commas, semicolons or blanks between entries, one row a line. */
function lines(text: string): string[][] {
  const rows = text.replace(/\r\n?/g, '\n').replace(/\n+$/, '').split('\n');
  const separator = ['\t', ';', ','].find(sign => rows.some(row => row.includes(sign)));
  if (separator) return rows.map(row => row.split(separator).map(unquote));
  // An expression may have blanks: only plain numbers are separated by them.
  const plain = rows.every(row => /^\s*[-+.\d][-+.\deEi]*(?:\s+[-+.\d][-+.\deEi]*)*\s*$/.test(row));
  return plain ? rows.map(row => cells(row)) : rows.map(row => [row.trim()]);
}

/** Entries between commas or, where there are none, between blanks. */
function cells(row: string): string[] {
  return split(row, row.includes(',') ? /,/ : /\s+/);
}

function split(text: string, separator: RegExp): string[] {
  return text
    .split(separator)
    .map(part => part.trim())
    .filter(Boolean);
}

function unquote(entry: string): string {
  return entry.trim().replace(/^"(.*)"$/, '$1');
}
