/** Values as mime bundles: the rich view, LaTeX and plain text, of which a host shows what it can. */
import {
  conditioning,
  type DType,
  isLinAlgError,
  linalg,
  type Shape,
  Tensor
} from '../engine/index.js';
import { inverseSource, matrixAt, unravel } from '../engine/internal.js';
import { GaussJordan } from '../exact/index.js';
import { entriesOf } from './copy.js';
import { inverseView } from './inverse.js';
import { DEFAULTS, type ILatexOptions, tensorToLatex } from './matrix.js';
import { tensorToText } from './plain.js';
import { singularView } from './singular.js';
import { solvingNote } from './solving.js';
import { stepsToText, stepsView } from './steps.js';
import { viewToLatex } from './tex.js';
import { factToText, trustText } from './trust.js';
import {
  type Health,
  type IBatchView,
  type IExplanation,
  type IInverseView,
  type IMember,
  type IRepair,
  type LeafView,
  MIME,
  type View
} from './view.js';

/** Data by mime type, as Jupyter's `display_data` carries it. */
export type MimeBundle = Record<string, unknown>;

/** Members of a batch that are shown; the rest is counted. */
const MEMBERS = 32;

/** The bundle of a value that the engine knows; undefined for any other. */
export function toBundle(
  value: unknown,
  options: ILatexOptions = DEFAULTS
): MimeBundle | undefined {
  const view = toView(value, options);
  return view && viewBundle(view, toText(value, view, options));
}

/** A view in all its forms. */
export function viewBundle(view: View, text: string): MimeBundle {
  return {
    [MIME]: { version: 1, view },
    'text/latex': viewToLatex(view),
    'text/plain': text
  };
}

function toView(value: unknown, options: ILatexOptions): View | undefined {
  if (value instanceof Tensor) return tensorView(value, options);
  if (value instanceof GaussJordan) return stepsView(value);
  if (isLinAlgError(value, 'singular')) return singularView(value);
  return isRecordOfTensors(value) ? groupView(value, options) : undefined;
}

export function tensorView(value: Tensor, options: ILatexOptions): LeafView | IBatchView {
  if (value.ndim <= 2) return withNote(matrixView(value, 0, options), value);
  return batchView(value, k => matrixView(value, k, options));
}

function withNote(view: LeafView, value: Tensor): LeafView {
  const note = view.kind === 'tensor' ? solvingNote(value) : undefined;
  return note && view.kind === 'tensor' ? { ...view, note } : view;
}

/** One matrix of a tensor: as an inverse, as one that failed, or as it is. */
export function matrixView(value: Tensor, k: number, options: ILatexOptions = DEFAULTS): LeafView {
  if (value.ndim < 2) return plainView(value, options);
  const quality = conditioning(value, k);
  if (quality && !isFiniteTensor(matrixAt(value, k))) return failedView(quality.source);
  return inverseView(value, k, options) ?? plainView(matrixAt(value, k), options);
}

function plainView(value: Tensor, options: ILatexOptions): LeafView {
  const shape = value.ndim === 0 ? 'scalar' : value.shape.join(' × ');
  const entries = entriesOf(value);
  return {
    kind: 'tensor',
    latex: tensorToLatex(value, options),
    summary: `${shape} ${value.dtype}`,
    ...(entries && { entries })
  };
}

/** A result of `invEx` without an inverse: the view says why, instead of showing Inf and NaN. */
function failedView(source: Tensor): LeafView {
  if (!isFiniteTensor(source)) {
    return notFinite('The inverse is not finite, since A holds NaN or Inf.');
  }
  try {
    linalg.inv(source);
  } catch (error) {
    if (isLinAlgError(error, 'singular')) return singularView(error);
    throw error;
  }
  return notFinite(`The inverse has entries beyond what ${source.dtype} holds.`);
}

function notFinite(message: string): LeafView {
  return { kind: 'singular', message, why: [] };
}

function isFiniteTensor({ data }: Tensor): boolean {
  return (data as Float64Array).every(Number.isFinite);
}

/**
 * A batch: one line for each of its first members.
 * @param view of a member
 */
function batchView(value: Tensor, view: (k: number) => LeafView): IBatchView {
  const { total, shown, ...head } = batchHead(value, inverseSource(value) !== undefined);
  return { ...head, total, members: shown.map(member => memberView(member, view(member.k))) };
}

/** The sentences about a batch before its members, and which of them are shown. */
export function batchHead({ shape, dtype }: { shape: Shape; dtype: DType }, isInverse: boolean) {
  const batch = shape.slice(0, -2);
  const total = batch.reduce((product, size) => product * size, 1);
  const [rows, columns] = shape.slice(-2);
  const what = isInverse ? 'inverses' : 'matrices';
  const shown = Array.from({ length: Math.min(total, MEMBERS) }, (_, k) => ({
    k,
    index: `[${unravel(batch, k).join(', ')}]`
  }));
  return {
    kind: 'batch' as const,
    summary: `batch of ${batch.join(' × ')} ${what}, each ${rows} × ${columns} ${dtype}`,
    total,
    shown
  };
}

export function memberView({ index }: { index: string }, view: LeafView): IMember {
  return { index, ...digest(view), view };
}

/** The health of an inverse with a warning, by its title. */
const HEALTH: Readonly<Record<string, Health>> = {
  'Singular.': 'singular',
  'Not proven.': 'not proven',
  'Inaccurate.': 'inaccurate',
  'Sensitive.': 'ill-conditioned'
};

/** One line about a member of a batch. */
function digest(view: View): { health?: Health; line: string } {
  if (view.kind === 'singular') return { health: 'singular', line: view.message };
  if (view.kind !== 'inverse') return { line: '' };
  const [kappa] = view.trust.facts;
  const line = `${factToText(kappa)} · ${trustText(view.trust)}`;
  return { health: HEALTH[view.warning?.title ?? ''] ?? 'fine', line };
}

function isRecordOfTensors(value: unknown): value is Record<string, Tensor> {
  if (typeof value !== 'object' || value === null) return false;
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  const fields = Object.values(value);
  return fields.length > 0 && fields.every(field => field instanceof Tensor);
}

function groupView(value: Record<string, Tensor>, options: ILatexOptions): View {
  const items = Object.entries(value).map(([name, tensor]) => ({
    name,
    view: tensorView(tensor, options)
  }));
  return { kind: 'group', items };
}

function toText(value: unknown, view: View, options: ILatexOptions): string {
  if (view.kind === 'singular') {
    const { message, why, repairs } = view;
    return [message, ...reasonsToText(why), ...repairsToText(repairs)].join('\n');
  }
  if (view.kind === 'steps') return stepsToText(view);
  if (view.kind === 'group') {
    const fields = Object.entries(value as Record<string, Tensor>);
    return fields
      .map(([name, tensor]) => `${name}=${tensorToText(tensor, options, MEMBERS)}`)
      .join('\n');
  }
  const text = tensorToText(value as Tensor, options, MEMBERS);
  if (view.kind === 'inverse') return `${text}\n${trustToText(view)}`;
  const note = view.kind === 'tensor' && view.note ? `\n${view.note}` : '';
  return `${text}${note}${view.kind === 'batch' ? membersToText(view) : ''}`;
}

/** A line for each member of a batch of inverses, each after a line break. */
export function membersToText({ members }: Pick<IBatchView, 'members'>): string {
  return members
    .filter(({ health }) => health)
    .map(({ index, health, line }) => `\n${index} ${health}: ${line}`)
    .join('');
}

/** How far to trust an inverse, in lines of text. */
export function trustToText({ trust, warning, exact }: IInverseView): string {
  const lines = [`${trust.facts.map(factToText).join(', ')}`, trustText(trust)];
  if (warning) {
    const { title, text, why, repairs, cloud } = warning;
    lines.push(`${title} ${text}`, ...reasonsToText(why), ...repairsToText(repairs));
    if (cloud) lines.push(cloud.text);
  }
  lines.push(...reasonsToText(exact ?? []));
  return lines.join('\n');
}

function reasonsToText(why: readonly IExplanation[]): string[] {
  return why.map(({ label, plain, text }) => `${label}: ${plain}${text}`);
}

function repairsToText(repairs: readonly IRepair[] = []): string[] {
  // Code of several lines is no line of a text.
  return repairs.map(({ name, code }) =>
    code.includes('\n') ? `Instead: ${name}` : `Instead: ${name}: ${code}`
  );
}
