/** `display`: what a cell shows before its end, and in which forms. */
import type { ILatexOptions } from '../latex/index.js';
import { renderMarkdown } from './markdown.js';

/** How a value is shown. */
export interface IDisplayOptions {
  /**
   * The name of the output. Within one run of a cell a later output of the same name takes its place. The
   * first of a run is always shown below the cell that runs; older ones of that name, in whatever cell,
   * then show the same.
   */
  id?: string;
}

/** How values are shown by `display` itself. */
export interface IValueOptions extends IDisplayOptions, Partial<ILatexOptions> {
  /** Shows the values as bundles, of mimes and their texts, that were made already. */
  raw?: boolean;
}

/** Shows values below the cell. */
export interface IDisplay {
  /**
   * Shows values at once: tensors typeset, errors with their causes, promises when they are settled.
   * Objects that have a method `[Symbol.for('Jupyter.display')]`, as in Deno, are shown as the bundle that it
   * returns, or promises.
   * A last argument `{id}` names the output, so that it can be updated; `{digits, limit}` says with how many
   * significant digits a matrix is written, and beyond how many rows or columns it is elided.
   *
   * @throws RangeError for digits that are not 1 to 17, or a limit that is not 3 to 200
   * @throws TypeError for `{raw: true}` and what is no bundle
   */
  (...values: unknown[]): void;
  /** Typesets LaTeX, without dollars: `display.latex('A^{-1}')`. */
  latex(text: string, options?: IDisplayOptions): void;
  /** Shows HTML, in a frame of its own: styles, tables and drawings, no scripts, forms or requests. */
  html(text: string, options?: IDisplayOptions): void;
  /**
   * Shows Markdown, formulas between dollars included; of HTML in it text, tables and PNG, JPEG, GIF and WebP images as `data:` stay.
   *
   * @throws RangeError for more than 200,000 characters, or what is nested too deeply
   */
  markdown(text: string, options?: IDisplayOptions): void;
  /** Shows an SVG image. */
  svg(text: string, options?: IDisplayOptions): void;
  /** Shows JSON as a tree that can be opened and searched. */
  json(value: unknown, options?: IDisplayOptions): void;
  /** Shows an image: its bytes, or base64 text. */
  image(data: Uint8Array | ArrayBuffer | string, options?: IImageOptions): void;
}

export interface IImageOptions extends IDisplayOptions {
  /** Default: what the first bytes say. */
  mime?: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp';
}

/** A bundle or a value to make one of, and the name of its output. */
export interface IShown {
  value?: unknown;
  data?: Record<string, unknown>;
  id?: string;
  /** Whether the value is a bundle. */
  raw?: boolean;
  /** Of a value. */
  format?: Partial<ILatexOptions>;
}

/** @param show sends one output on its way */
export function makeDisplay(show: (shown: IShown) => void): IDisplay {
  const display = (...values: unknown[]) => {
    const last = values[values.length - 1];
    const named = values.length > 1 && isOptions(last);
    const { id, raw, ...format } = named ? last : {};
    for (const value of named ? values.slice(0, -1) : values) show({ value, id, format, raw });
  };
  const form =
    (
      mime: string,
      wrap = (text: string) => text,
      more?: (text: string) => Record<string, string>
    ) =>
    (text: string, { id }: IDisplayOptions = {}) => {
      if (typeof text !== 'string') {
        throw new TypeError(`display: expected text for ${mime}, got ${typeof text}`);
      }
      show({ data: { [mime]: wrap(text), ...more?.(text), 'text/plain': text }, id });
    };
  return Object.assign(display, {
    latex: form('text/latex', text => `$$${text}$$`),
    html: form('text/html'),
    // Rendered here, where text that is costly or hostile costs the cell alone.
    markdown: form('text/markdown', undefined, text => ({ 'text/html': renderMarkdown(text) })),
    svg: form('image/svg+xml'),
    json: (value: unknown, { id }: IDisplayOptions = {}) => {
      const text = JSON.stringify(value);
      if (text === undefined) {
        throw new TypeError(`display.json: expected a value that JSON has, got ${typeof value}`);
      }
      show({ data: { 'application/json': JSON.parse(text), 'text/plain': text }, id });
    },
    image: (data: Uint8Array | ArrayBuffer | string, options: IImageOptions = {}) => {
      const base64 = typeof data === 'string' ? data.replace(/^data:[^,]*,/, '') : toBase64(data);
      const mime = options.mime ?? mimeOf(base64);
      show({ data: { [mime]: base64, 'text/plain': `<${mime}>` }, id: options.id });
    }
  });
}

/** The type of each option; anything else is a value to be shown. */
const OPTIONS: Readonly<Record<string, string>> = {
  id: 'string',
  digits: 'number',
  limit: 'number',
  raw: 'boolean'
};

function isOptions(value: unknown): value is IValueOptions {
  if (typeof value !== 'object' || value === null) return false;
  const fields = Object.entries(value);
  return fields.length > 0 && fields.every(([name, field]) => typeof field === OPTIONS[name]);
}

/** Characters that are made at once, below what a call may have arguments. */
const CHUNK = 8192;

function toBase64(data: Uint8Array | ArrayBuffer): string {
  const bytes = new Uint8Array(data);
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK) {
    text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  }
  return btoa(text);
}

/** The first bytes of images, as base64. */
const BEGINNINGS = {
  'image/png': 'iVBORw0KGgo',
  'image/jpeg': '/9j/',
  'image/gif': 'R0lGOD',
  'image/webp': 'UklGR'
} as const;

function mimeOf(base64: string): string {
  const known = Object.entries(BEGINNINGS).find(([, start]) => base64.startsWith(start));
  if (known) return known[0];
  throw new TypeError(
    'display.image: expected the bytes or the base64 text of a PNG, JPEG, GIF or WebP; for an SVG there is display.svg'
  );
}
