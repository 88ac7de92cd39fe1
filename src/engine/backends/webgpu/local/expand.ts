/** Loops of WGSL that are written out, since not every compiler unrolls them. */

const EACH = /^\s*\/\/# each (\w+) < (\w+)$/;
const END = /^\s*\/\/# end$/;

/**
 * Repeats the lines between `//# each i < COUNT` and `//# end`, with `{i}` as 0, 1, 2 …
 * @param counts what the names of counts stand for
 */
export function expand(text: string, counts: Readonly<Record<string, number>>): string {
  const lines = text.split('\n');
  const start = lines.findIndex(line => EACH.test(line));
  if (start < 0) return text;
  const [, name = '', count = ''] = EACH.exec(lines[start]) ?? [];
  const end = closing(lines, start);
  const body = lines.slice(start + 1, end).join('\n');
  const copies = Array.from({ length: counts[count] }, (_, i) =>
    body.replaceAll(`{${name}}`, `${i}`)
  );
  return expand([...lines.slice(0, start), ...copies, ...lines.slice(end + 1)].join('\n'), counts);
}

/** The line that ends the loop that begins at `start`. */
function closing(lines: readonly string[], start: number): number {
  let depth = 0;
  for (let at = start; at < lines.length; at++) {
    if (EACH.test(lines[at])) depth++;
    else if (END.test(lines[at]) && --depth === 0) return at;
  }
  throw new SyntaxError(`line ${start + 1}: //# each without //# end`);
}
