/** Values to and from the notebook's Python kernel, by comms, in chunks below the server's limits. */
import type { Kernel, KernelMessage } from '@jupyterlab/services';
import { UUID } from '@lumino/coreutils';
import type { ISentValue } from '../cell/index.js';
import { listen } from './listener.js';
import { withoutSubshells } from './subshells.js';
import { fromReplies, fromStream, type IReplies, type IStream, toStream } from './wire.js';

const TARGET = 'invertible';
/** Bytes that go to the kernel at once: the server closes the connection at 10 MiB. */
const CHUNK = 4 << 20;
/** How many of them are under way to the kernel at a time. */
const UNDERWAY = 3;
/** The name of the helper's module in the kernel. */
const MODULE = '_invertible_bridge';

/** That module, within what is executed. */
const BRIDGE = `_invertible_sys.modules[${JSON.stringify(MODULE)}]`;
/** The name of the package that holds arrays there. */
const ARRAYS = '_invertible_arrays';
/** A signal that never comes: what was asked for is taken whole. */
const NEVER = new AbortController().signal;

const LOST =
  '%%ts: the Python kernel was restarted or died meanwhile; run the cells that made the variables again';

/** Something that keeps values from crossing, said for whoever reads the cell. */
export class PythonError extends Error {
  override readonly name: string;

  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

export type OnProgress = (done: number, total: number) => void;

/** The program that holds the arrays of sessions there: modules of Python, and how they become a package. */
export interface IArraysProgram {
  loader: string;
  sources: Readonly<Record<string, string>>;
  order: readonly string[];
}

/** Requests to the arrays of a session, and what goes with them. */
export interface IArraysCall {
  session: string;
  requests: readonly object[];
  /** The elements of arrays that are written, which requests name by their index. */
  buffers: readonly ArrayBuffer[];
}

/** How far long work is: steps, and the seconds that are left, where they can be told. */
export interface IWorkProgress {
  done: number;
  total: number;
  left?: number;
  doing: string;
}

/** The way to one notebook's kernel. */
export class PythonBridge {
  readonly #kernel: Kernel.IKernelConnection;
  readonly #helper: string;

  private constructor(kernel: Kernel.IKernelConnection, helper: string) {
    this.#kernel = kernel;
    this.#helper = helper;
  }

  /**
   * @param helper the source of `bridge.py`
   * @throws PythonError where there is no Python kernel
   */
  static async connect(
    kernel: Kernel.IKernelConnection | null | undefined,
    helper: string
  ): Promise<PythonBridge> {
    if (!kernel || kernel.isDisposed) {
      throw new PythonError(
        'KernelError',
        '%%ts: -i, -o and the device kernel need a Python kernel, and this notebook has none; choose one with Kernel → Change Kernel'
      );
    }
    if (kernel.status === 'dead') {
      throw new PythonError(
        'KernelError',
        '%%ts: the Python kernel is dead; restart it with Kernel → Restart Kernel, and run the cells that made the variables'
      );
    }
    const { language_info } = await kernel.info;
    if (language_info.name !== 'python') {
      throw new PythonError(
        'KernelError',
        `%%ts: -i, -o and the device kernel are for Python, and this notebook's kernel speaks ${language_info.name}`
      );
    }
    return new PythonBridge(kernel, helper);
  }

  /**
   * Checks names before anything runs: those that are given, and those that Python will get.
   * @throws PythonError where a name is not defined, or not Python's to have
   */
  async check(inputs: readonly string[], outputs: readonly string[]): Promise<void> {
    const [given, wanted] = [inputs, outputs].map(names => JSON.stringify(names));
    await this.#execute(`check(${given}, globals(), ${wanted})`);
  }

  /** The values of Python's names. */
  async pull(names: readonly string[], onProgress: OnProgress): Promise<ISentValue[]> {
    // A target of its own: what an interrupted cell asked for may still come, and is not for this one.
    const target = `${TARGET}.${UUID.uuid4()}`;
    const { arrived, stop } = listen(this.#kernel, target, { bytes: onProgress });
    try {
      await this.#execute(`send(${JSON.stringify(names)}, ${JSON.stringify(target)}, globals())`);
      const { head, parts } = await arrived;
      return fromStream(names, head, parts);
    } catch (error) {
      throw asTransferError(error);
    } finally {
      stop();
    }
  }

  /**
   * Binds Python's names: all of them, or none.
   *
   * @param values one for each name that crosses
   * @param held the others, arrays of a session that stay where they are: their handles by their names
   * @returns whether they are bound; they are not where `signal` came before the kernel was asked to
   */
  async push(
    values: readonly ISentValue[],
    onProgress: OnProgress,
    signal: AbortSignal,
    held?: { session: string; handles: Readonly<Record<string, number>> }
  ): Promise<boolean> {
    const names = values.map(({ name }) => name);
    const others = held
      ? `${BRIDGE}.arrays_of(${literal(ARRAYS)}).held(${literal(held.session)}, ${literal(held.handles)})`
      : '{}';
    const bind = (token: string) =>
      this.#execute(`store(${literal(names)}, ${token}, globals(), ${others})`);
    if (values.length === 0) {
      await bind('None');
      return true;
    }
    return this.#upload(toStream(values), onProgress, signal, bind);
  }

  /**
   * Sends bytes to the kernel, and then asks it to take them.
   * @returns false where it was given up before
   */
  async #upload(
    stream: IStream,
    onProgress: OnProgress,
    signal: AbortSignal,
    take: (token: string) => Promise<unknown>
  ): Promise<boolean> {
    const listening = this.#execute('listen(get_ipython().kernel)');
    listening.catch(() => undefined);
    if (signal.aborted) return false;
    const token = UUID.uuid4();
    const { head, total } = stream;
    const restore = withoutSubshells(this.#kernel);
    let comm: Kernel.IComm | undefined;
    try {
      comm = this.#kernel.createComm(TARGET);
      const opened = Promise.all([listening, comm.open({ token, head, total }).done]);
      if (!(await this.#send(comm, opened, stream, onProgress, signal))) return false;
      // From here on it takes them whatever comes: only the answer tells.
      await take(literal(token));
      return true;
    } catch (error) {
      throw error instanceof PythonError ? error : new PythonError('KernelError', LOST);
    } finally {
      // Python forgets what was not stored. If its kernel is gone there is nothing to close.
      if (comm && !comm.isDisposed && !this.#kernel.isDisposed) {
        comm.close().done.catch(() => undefined);
      }
      restore();
    }
  }

  /**
   * Sends bytes in chunks, of which a few are under way at a time: the kernel takes them in their order, and each way
   * there and back takes as long as some megabytes.
   *
   * @param opened ends when the kernel has taken what comes before them
   * @returns false where it was given up
   */
  async #send(
    comm: Kernel.IComm,
    opened: Promise<unknown>,
    { total, parts }: IStream,
    onProgress: OnProgress,
    signal: AbortSignal
  ): Promise<boolean> {
    const underway = [opened];
    let done = 0;
    const send = async (part: Uint8Array<ArrayBuffer>) => {
      await comm.send({}, undefined, [part], false).done;
      done += part.byteLength;
      onProgress(done, total);
    };
    opened.catch(() => undefined);
    for (const part of chunksOf(parts)) {
      const first = underway.length < UNDERWAY ? undefined : underway.shift();
      if (first && !(await endsBefore(signal, first))) return false;
      if (signal.aborted) return false;
      const sent = send(part);
      // Waited for later; of several that fail the first one tells.
      sent.catch(() => undefined);
      underway.push(sent);
    }
    for (const last of underway) if (!(await endsBefore(signal, last))) return false;
    return !signal.aborted;
  }

  /**
   * Asks the arrays of a session; the answers come in the order of the requests that have an `id`.
   *
   * @param program what is loaded into a kernel that does not have it
   */
  async serve(
    { session, requests, buffers }: IArraysCall,
    program: () => Promise<IArraysProgram>,
    onProgress: { work(progress: IWorkProgress): void; bytes: OnProgress }
  ): Promise<IReplies> {
    const target = `${TARGET}.${UUID.uuid4()}`;
    const { arrived, stop } = listen(this.#kernel, target, {
      bytes: onProgress.bytes,
      said: data => {
        const progress = asProgress(data.progress);
        if (progress) onProgress.work(progress);
      }
    });
    const ask = async (token: string) => {
      const text = literal(JSON.stringify(requests));
      const call = `serve(${literal(session)}, ${text}, ${token}, ${literal(target)}, globals(), ${BRIDGE})`;
      await this.#withArrays(call, program);
    };
    try {
      if (buffers.length === 0) await ask('None');
      else {
        const parts = buffers.map(buffer => new Uint8Array(buffer));
        const total = parts.reduce((sum, { byteLength }) => sum + byteLength, 0);
        const sizes = parts.map(({ byteLength }) => byteLength);
        const take = (token: string) => ask(`(${token}, ${literal(sizes)})`);
        await this.#upload({ head: 0, total, parts }, onProgress.bytes, NEVER, take);
      }
      const { head, parts } = await arrived;
      return fromReplies(head, parts);
    } catch (error) {
      throw asTransferError(error);
    } finally {
      stop();
    }
  }

  /** A call of the arrays' program, which is loaded where this kernel does not have it (yet, or after a restart). */
  async #withArrays(call: string, program: () => Promise<IArraysProgram>): Promise<void> {
    const code = `arrays_of(${literal(ARRAYS)}).${call}`;
    try {
      await this.#execute(code);
    } catch (error) {
      if ((error as PythonError).name !== 'LookupError') throw error;
      await this.#execute(
        `load_arrays(${literal(ARRAYS)}, ${literal(JSON.stringify(await program()))})`
      );
      await this.#execute(code);
    }
  }

  /** Forgets the arrays of a session, as far as the kernel has them. */
  async forget(session: string): Promise<void> {
    await this.#execute(`arrays_of(${literal(ARRAYS)}).forget(${literal(session)})`).catch(
      () => undefined
    );
  }

  /** Runs a call of the helper, which is loaded where the kernel does not have it (yet, or after a restart). */
  async #execute(call: string): Promise<void> {
    const code = [
      'import sys as _invertible_sys, types as _invertible_types',
      'try:',
      `    if ${JSON.stringify(MODULE)} not in _invertible_sys.modules:`,
      `        _invertible_module = _invertible_types.ModuleType(${JSON.stringify(MODULE)})`,
      `        exec(${JSON.stringify(this.#helper)}, _invertible_module.__dict__)`,
      `        _invertible_sys.modules[${JSON.stringify(MODULE)}] = _invertible_module`,
      '        del _invertible_module',
      `    ${BRIDGE}.${call}`,
      'finally:',
      '    del _invertible_sys, _invertible_types'
    ].join('\n');
    const future = this.#kernel.requestExecute({
      code,
      silent: true,
      store_history: false,
      stop_on_error: false,
      allow_stdin: false
    });
    const reply = await future.done.catch(() => undefined);
    if (!reply) {
      throw new PythonError('KernelError', LOST);
    }
    const { content } = reply;
    if (content.status === 'ok') return;
    const { ename, evalue } = content as KernelMessage.IReplyErrorContent;
    throw new PythonError(
      ename ?? 'KernelError',
      `%%ts: ${evalue ?? 'the Python kernel was interrupted'}`
    );
  }
}

/** A value as Python's source: JSON's texts, lists and objects are Python's too. */
function literal(
  value: string | readonly (string | number)[] | Readonly<Record<string, number>>
): string {
  return JSON.stringify(value);
}

function asTransferError(error: unknown): Error {
  if (error instanceof PythonError) return error;
  return new PythonError('TransferError', `%%ts: ${(error as Error).message}`);
}

function asProgress(said: unknown): IWorkProgress | undefined {
  if (!Array.isArray(said)) return undefined;
  const [done, total, left, doing] = said;
  const known = [done, total].every(Number.isFinite) && typeof doing === 'string';
  if (!known) return undefined;
  return {
    done,
    total,
    left: Number.isFinite(left) ? left : undefined,
    doing: doing.slice(0, 200)
  };
}

/** Copies, each of which becomes a message. */
function* chunksOf(parts: readonly Uint8Array<ArrayBuffer>[]): Generator<Uint8Array<ArrayBuffer>> {
  for (const data of parts) {
    for (let at = 0; at < data.byteLength; at += CHUNK) yield data.slice(at, at + CHUNK);
  }
}

/** Whether work ends before a signal comes; rejects as the work does. */
function endsBefore(signal: AbortSignal, work: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const giveUp = () => resolve(false);
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    work
      .then(() => resolve(true), reject)
      .finally(() => signal.removeEventListener('abort', giveUp));
  });
}
