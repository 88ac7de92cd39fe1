/** The engine as an npm user imports it: from what `npm run build` made. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

const PROGRAM = `
  import { dist, eye, isLinAlgError, linalg, randn, ready, zeros } from 'jupyterlab-invertible/engine';
  await ready();
  const A = randn(50, 50);
  const distance = dist(linalg.inv(A).matmul(A), eye(50)).item();
  let name;
  try { linalg.inv(zeros(2, 2)); } catch (error) { name = isLinAlgError(error, 'singular') && error.name; }
  console.log(JSON.stringify({ small: distance < 1e-9, name }));
`;

const THREADS = `
  import { linalg, randn, ready, manualSeed } from 'jupyterlab-invertible/engine';
  import { startThreads } from 'jupyterlab-invertible/engine/threads';
  await ready();
  const answers = [];
  for (const shared of [true, false]) {
    const threads = await startThreads({ count: 2, shared });
    for (const shape of [[300, 300], [9, 8, 8]]) {
      manualSeed(1);
      const A = randn(shape);
      const [one, two] = [linalg.inv(A).data, (await threads.inv(A)).data];
      answers.push(one.every((x, i) => x === two[i]));
    }
    threads.close();
  }
  console.log(JSON.stringify(answers));
`;

describe('jupyterlab-invertible/engine', () => {
  it('runs in Node, WASM and all', () => {
    const args = ['--input-type=module', '--eval', PROGRAM];
    const output = execFileSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
    expect(JSON.parse(output)).toEqual({ small: true, name: 'LinAlgError' });
  });

  it('has threads in Node', () => {
    const args = ['--input-type=module', '--eval', THREADS];
    const output = execFileSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
    expect(JSON.parse(output)).toEqual([true, true, true, true]);
  });

  it('has types', () => {
    const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(existsSync(join(ROOT, exports['./engine'].types))).toBe(true);
  });
});
