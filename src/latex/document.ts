import type { IDocument } from './view.js';
export function readDocument(data: unknown): { document: IDocument } | { problem: string } {
  const { version } = (data ?? {}) as Partial<IDocument>;
  return version === 1 ? { document: data as IDocument } : { problem: 'version' };
}
