/** The arrays of a real Python in the place of a notebook's kernel: `serve_arrays.py`, which speaks in frames. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { type IKernelMessage, KernelLink, useKernel } from '../../src/engine/internal.js';

const ROOT = join(import.meta.dirname, '../..');
const ENV = join(ROOT, '.cache/neighbours-env');
const PYTHON =
  process.env.INVERTIBLE_TEST_PYTHON ??
  join(ENV, ...(process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python']));

export class PythonArrays {
  readonly link: KernelLink;
  /** How many requests were sent, and bytes of answers came. */
  asked = 0;
  received = 0;
  readonly #library: string;
  readonly #process: ChildProcess;
  #input = Buffer.alloc(0);
  #error = '';

  /**
   * @param library of the array `A` that it has; with `strict`, the stand-in of the array API standard, requests for
   *   NumPy are for it
   */
  constructor(library: string) {
    this.#library = library;
    const program = join(ROOT, 'test/support/serve_arrays.py');
    this.#process = spawn(PYTHON, [program, library], { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#process.stdout?.on('data', chunk => this.#take(chunk));
    this.#process.stderr?.on('data', chunk => {
      this.#error += chunk;
    });
    this.#process.on('exit', code => {
      if (code) console.error(`Python has ended (${code}):\n${this.#error.slice(-2000)}`);
    });
    this.link = new KernelLink(message => this.#send(message));
    useKernel(this.link);
  }

  stop(): void {
    useKernel(undefined);
    this.#process.stdin?.end();
    this.#process.kill();
  }

  #send({ data, ...request }: IKernelMessage): void {
    this.asked++;
    const library = this.#library === 'strict' ? { library: 'strict' } : {};
    const placed = 'library' in request ? { ...request, ...library } : request;
    const requests = [data ? { ...placed, buffer: 0 } : placed];
    const head = Buffer.from(JSON.stringify({ requests, sizes: data ? [data.byteLength] : [] }));
    const size = Buffer.alloc(4);
    size.writeUInt32LE(head.length);
    this.#process.stdin?.write(
      Buffer.concat([size, head, new Uint8Array(data ?? new ArrayBuffer(0))])
    );
  }

  #take(chunk: Buffer): void {
    this.#input = Buffer.concat([this.#input, chunk]);
    this.received += chunk.length;
    for (;;) {
      if (this.#input.length < 4) return;
      const behind = 4 + this.#input.readUInt32LE(0);
      if (this.#input.length < behind) return;
      const { replies, sizes } = JSON.parse(this.#input.subarray(4, behind).toString());
      const end = behind + (sizes as number[]).reduce((sum, size) => sum + size, 0);
      if (this.#input.length < end) return;
      let at = behind;
      const buffers = (sizes as number[]).map(size => {
        at += size;
        return new Uint8Array(this.#input.subarray(at - size, at)).buffer;
      });
      this.#input = this.#input.subarray(end);
      for (const fields of replies) {
        const named = ['buffer', 'heat'].filter(name => fields[name] !== undefined);
        const own = named.map(name => buffers[fields[name]]);
        this.link.receive({ id: fields.id, fields, buffers: own });
      }
    }
  }
}
