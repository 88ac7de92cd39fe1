/** The native side of the benchmark: a Python that answers cases with rows, where one has NumPy, torch or FLINT. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from './run.mjs';

/**
 * Starts a Python with so many threads; one that has none of the libraries answers nothing.
 * With `cuda` torch alone, on the GPU.
 */
export async function startNative(threads, { cuda = false } = {}) {
  const python = process.env.BENCH_PYTHON ?? 'python3';
  const child = spawn(
    python,
    [join(ROOT, 'bench/native.py'), String(threads), cuda ? 'cuda' : 'cpu'],
    {
      stdio: ['pipe', 'pipe', 'inherit']
    }
  );
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const failed = new Promise(done => child.on('error', () => done({ done: true })));
  const next = async () => {
    const { value, done } = await Promise.race([lines.next(), failed]);
    return done ? undefined : JSON.parse(value);
  };
  const versions = (await next()) ?? {};
  const idle = Object.keys(versions).length === 0;
  if (idle && threads === 1 && !cuda) {
    process.stderr.write(
      `· ${python} has neither NumPy nor torch nor python-flint: BENCH_PYTHON names another\n`
    );
  }
  return {
    versions,
    async time(test) {
      if (idle) return [];
      child.stdin.write(`${JSON.stringify(test)}\n`);
      return (await next()) ?? [];
    },
    stop: () => child.kill()
  };
}
