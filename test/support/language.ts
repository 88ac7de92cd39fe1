/** The language service on the declarations that the build made. */
import { readFileSync } from 'node:fs';
import { CellProject } from '../../src/language/project.js';
import type { ICellText } from '../../src/language/protocol.js';
import { sharedFiles } from '../../src/language/shared.js';

const file = new URL('../../lib/language/declarations.json', import.meta.url);

export const shared = sharedFiles(Object.entries(JSON.parse(readFileSync(file, 'utf8'))));

export const cell = (source: string, device: 'cpu' | 'webgpu' = 'cpu'): ICellText => ({
  source: `\n${source}`,
  device
});

export function newProject(): CellProject {
  return new CellProject(shared);
}
