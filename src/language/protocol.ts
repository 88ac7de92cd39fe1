/** Messages between the page and the worker that holds the TypeScript compiler. */

/** The declarations that programs are checked against. */
export interface ILanguageInit {
  type: 'init';
  /** JSON: the text of each file by its path. */
  declarations: string;
}

/** A question about one notebook's cells; `session` names the notebook. */
export type LanguageRequest = { session: string } & (
  | { type: 'check'; cell: ICellText; above?: ICellText[] }
  | { type: 'commit'; cell: ICellText; count: number; kept?: readonly string[] }
  | { type: 'lower'; source: string }
  | { type: 'reset' }
  | { type: 'close' }
  | ({ type: 'complete' } & IPlace)
  | ({ type: 'describe'; name: string } & IPlace)
  | ({ type: 'hover' } & IPlace)
  | ({ type: 'signature' } & IPlace)
);

/** A place in a cell that is being written. */
export interface IPlace {
  cell: ICellText;
  /** The cells above it, which may not have run yet. */
  above: ICellText[];
  offset: number;
}

/** A cell's program: TypeScript, its first line blank; and what that line asked for. */
export interface ICellText {
  source: string;
  /** Of tensors that name no device: it decides their type. */
  device: 'cpu' | 'webgpu' | 'kernel';
  /** Names that come from outside, with their types. */
  inputs?: Readonly<Record<string, string>>;
}

/** Something wrong with a cell. */
export interface IProblem {
  /** Offsets in the cell. */
  start: number;
  end: number;
  severity: 'error' | 'warning' | 'info';
  message: string;
  /** TypeScript's number: 2322. */
  code: number;
}

export interface IChecked {
  problems: IProblem[];
  /** The errors as `tsc --pretty` prints them, with colours; else what was not checked; empty where all was. */
  pretty: string;
}

export interface ICompletionList {
  /** The start of the word that a completion replaces. */
  start: number;
  items: ICompletionItem[];
}

export interface ICompletionItem {
  name: string;
  /** TypeScript's kind: `method`, `const`, `keyword`. */
  kind: string;
  insert: string;
}

/** A name's declaration, and what its docstring says, as Markdown. */
export interface IDescription {
  start: number;
  end: number;
  declaration: string;
  documentation: string;
}

/** A call that is being written. */
export interface ISignature {
  label: string;
  /** The part of the label that is the parameter to write next. */
  active?: [start: number, end: number];
  documentation: string;
}

/** The answer to each question. */
export interface ILanguageAnswers {
  check: IChecked;
  commit: undefined;
  /** The source without what the sandbox's own compiler does not know; undefined where it has none. */
  lower: string | undefined;
  reset: undefined;
  close: undefined;
  complete: ICompletionList | undefined;
  describe: IDescription | undefined;
  hover: IDescription | undefined;
  signature: ISignature | undefined;
}

export type LanguageReply =
  | { type: 'ready' }
  | { type: 'broken'; message: string }
  | { type: 'answer'; id: number; answer: unknown }
  | { type: 'failed'; id: number; message: string };
