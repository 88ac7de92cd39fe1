/**
 * TypeScript below a first line that is none: the language of `%%ts` cells in the editor.
 *
 * The parser of TypeScript is given the text after the magic line, so that nothing in that line (a quote,
 * a slash, a bracket) changes how the program below it is coloured.
 */
import { Language, LanguageSupport } from '@codemirror/language';
import type { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import {
  type Input,
  NodeType,
  Parser,
  type PartialParse,
  Tree,
  type TreeFragment
} from '@lezer/common';
import { styleTags, tags } from '@lezer/highlight';
import { magicLineOf } from '../../cell/index.js';
import { TS_CELL_MIME } from '../language.js';

const CELL = NodeType.define({ id: 0, name: 'TsCell', top: true });
const MAGIC_LINE = NodeType.define({
  id: 1,
  name: 'MagicLine',
  props: [styleTags({ MagicLine: tags.meta })]
});

/** Makes the language known to JupyterLab's editors. */
export function addTsCellLanguage(languages: IEditorLanguageRegistry): void {
  languages.addLanguage({
    name: 'TypeScript cell',
    mime: TS_CELL_MIME,
    load: async () => {
      const { support } = (await languages.getLanguage('application/typescript')) ?? {};
      if (!support) throw new Error('JupyterLab has no TypeScript for its editors');
      const { language } = support;
      const parser = new AfterMagic(language.parser);
      return new LanguageSupport(new Language(language.data, parser, [], 'ts-cell'));
    }
  });
}

class AfterMagic extends Parser {
  readonly #program: Parser;

  constructor(program: Parser) {
    super();
    this.#program = program;
  }

  createParse(
    input: Input,
    fragments: readonly TreeFragment[],
    ranges: readonly { from: number; to: number }[]
  ): PartialParse {
    const line = magicLineOf(input.read(0, input.length));
    if (!line) return this.#program.startParse(input, fragments, ranges);
    const rest = [{ from: line.end, to: input.length }];
    // Cells are small: what was parsed before is not used again, as its tree is a part of another.
    return new BelowLine(this.#program.startParse(input, [], rest), line);
  }
}

/** Parses what is below, and puts the line on top. */
class BelowLine implements PartialParse {
  readonly #below: PartialParse;
  readonly #line: { start: number; end: number };

  constructor(below: PartialParse, line: { start: number; end: number }) {
    this.#below = below;
    this.#line = line;
  }

  get parsedPos(): number {
    return this.#below.parsedPos;
  }

  get stoppedAt(): number | null {
    return this.#below.stoppedAt;
  }

  stopAt(position: number): void {
    this.#below.stopAt(Math.max(position, this.#line.end));
  }

  advance(): Tree | null {
    const below = this.#below.advance();
    if (!below) return null;
    const { start, end } = this.#line;
    const line = new Tree(MAGIC_LINE, [], [], end - start);
    return new Tree(CELL, [line, below], [start, end], end + below.length);
  }
}
