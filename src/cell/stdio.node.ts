/**
 * The standard streams of a cell in Node: its own, so that a cell that ends, destroys or rewires them cuts
 * neither the line to Python nor the next cell's.
 */
import { writeSync } from 'node:fs';
import { Readable, Writable } from 'node:stream';

// Bound now: a cell may replace any global.
const { wait } = Atomics;
const put = writeSync;
const moment = new Int32Array(new SharedArrayBuffer(4));

/**
 * Writes bytes to a file that may not take them at once.
 * @throws where nobody reads it any more
 */
export function writeAll(fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += put(fd, bytes, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      wait(moment, 0, 0, 1);
    }
  }
}

/**
 * Replaces the streams of `process`.
 * @param write for each of the streams that are written
 */
export function ownStreams(write: Record<'stdout' | 'stderr', (bytes: Buffer) => void>): void {
  const make = {
    stdin: () => Object.assign(Readable.from([]), { fd: 0 }),
    stdout: () => Object.assign(writable(write.stdout), { fd: 1 }),
    stderr: () => Object.assign(writable(write.stderr), { fd: 2 })
  };
  for (const name of ['stdin', 'stdout', 'stderr'] as const) {
    let stream: Readable | Writable = make[name]();
    const get = () => {
      const isEnded = stream instanceof Writable && (!stream.writable || stream.destroyed);
      if (isEnded) stream = make[name]();
      return stream;
    };
    Object.defineProperty(process, name, { configurable: true, enumerable: true, get });
  }
}

function writable(write: (bytes: Buffer) => void): Writable {
  return new Writable({
    decodeStrings: true,
    write(bytes: Buffer, _encoding, done) {
      write(bytes);
      done();
    }
  });
}
