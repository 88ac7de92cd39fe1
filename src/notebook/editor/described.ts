/** A declaration and its docstring, for whoever renders Markdown. */
import { fenced, quietMarkdown } from '../../html/index.js';
import type { IDescription } from '../../language/index.js';

export function inMarkdown({ declaration, documentation }: IDescription): string {
  return [fenced(declaration, 'typescript'), documentation && quietMarkdown(documentation)]
    .filter(Boolean)
    .join('\n\n');
}
