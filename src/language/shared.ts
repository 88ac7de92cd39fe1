/** The files that the cells of all notebooks are checked against. */
import ts from 'typescript';
import { ambientFiles } from './ambient.js';
import { type IShared, OPTIONS } from './modules.js';

/** The declarations of what cells see, within the files. */
const CELLS = '/invertible/cell/ambient.d.ts';

/** @param entries paths and texts: TypeScript's libraries below `/lib`, our own below `/invertible` */
export function sharedFiles(entries: Iterable<[string, string]>): IShared {
  const files = new Map(entries);
  for (const [path, text] of ambientFiles(files, CELLS, OPTIONS)) {
    files.set(path, text);
  }
  return { files, registry: ts.createDocumentRegistry(true, '/cells') };
}
