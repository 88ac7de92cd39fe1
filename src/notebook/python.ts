/** Values to and from the notebook's Python kernel, by comms, in chunks below the server's limits. */
import { CommsOverSubshells, type Kernel, type KernelMessage } from '@jupyterlab/services';
import { UUID } from '@lumino/coreutils';
import type { IValue } from '../cell/index.js';
import { fromStream, type IStream, isSize, toStream } from './wire.js';

const TARGET = 'invertible';
/** Bytes that go to the kernel at once: the server closes the connection at 10 MiB. */
const CHUNK = 4 << 20;
/** The name of the helper's module in the kernel. */
const MODULE = '_invertible_bridge';

const LOST =
  '%%ts: the Python kernel was restarted or died meanwhile; run the cells that made the variables again';
const INCOMPLETE = 'not all of the values came from Python; run the cell again';

/** Something that keeps values from crossing, said for whoever reads the cell. */
export class PythonError extends Error {
  override readonly name: string;

  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

export type OnProgress = (done: number, total: number) => void;

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
        '%%ts: -i and -o need a Python kernel, and this notebook has none; choose one with Kernel → Change Kernel'
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
        `%%ts: -i and -o exchange variables with Python, and this notebook's kernel speaks ${language_info.name}`
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
  async pull(names: readonly string[], onProgress: OnProgress): Promise<IValue[]> {
    // A target of its own: what an interrupted cell asked for may still come, and is not for this one.
    const target = `${TARGET}.${UUID.uuid4()}`;
    const { arrived, stop } = this.#listen(target, names, onProgress);
    try {
      await this.#execute(`send(${JSON.stringify(names)}, ${JSON.stringify(target)}, globals())`);
      return await arrived;
    } finally {
      stop();
    }
  }

  /**
   * Binds Python's names: all of them, or none.
   *
   * @param values one for each name
   * @returns whether they are bound; they are not where `signal` came before the kernel was asked to
   */
  async push(
    values: readonly IValue[],
    onProgress: OnProgress,
    signal: AbortSignal
  ): Promise<boolean> {
    const listening = this.#execute('listen(get_ipython().kernel)');
    if (!(await endsBefore(signal, listening))) return false;
    const token = UUID.uuid4();
    const stream = toStream(values);
    const before = this.#kernel.commsOverSubshells;
    // In order with what is executed before and after.
    this.#kernel.commsOverSubshells = CommsOverSubshells.Disabled;
    let comm: Kernel.IComm | undefined;
    try {
      comm = this.#kernel.createComm(TARGET);
      if (!(await this.#send(comm, token, stream, onProgress, signal))) return false;
      const names = JSON.stringify(values.map(({ name }) => name));
      // From here on the names are bound whatever comes: only the answer tells.
      await this.#execute(`store(${names}, ${JSON.stringify(token)}, globals())`);
      return true;
    } catch (error) {
      throw error instanceof PythonError ? error : new PythonError('KernelError', LOST);
    } finally {
      // Python forgets what was not stored. If its kernel is gone there is nothing to close.
      if (comm && !comm.isDisposed && !this.#kernel.isDisposed) {
        comm.close().done.catch(() => undefined);
      }
      this.#kernel.commsOverSubshells = before;
    }
  }

  /** Sends bytes in chunks; false where it was given up. */
  async #send(
    comm: Kernel.IComm,
    token: string,
    { head, total, parts }: IStream,
    onProgress: OnProgress,
    signal: AbortSignal
  ): Promise<boolean> {
    if (!(await endsBefore(signal, comm.open({ token, head, total }).done))) return false;
    let done = 0;
    for (const data of parts) {
      for (let at = 0; at < data.byteLength; at += CHUNK) {
        const part = data.slice(at, at + CHUNK);
        const sent = comm.send({}, undefined, [part], false).done;
        if (!(await endsBefore(signal, sent))) return false;
        done += part.byteLength;
        onProgress(done, total);
      }
    }
    return !signal.aborted;
  }

  /** Collects what the kernel sends to a target, until it closes the comm. */
  #listen(target: string, names: readonly string[], onProgress: OnProgress) {
    let finish: (values: IValue[]) => void = () => undefined;
    let fail: (error: unknown) => void = () => undefined;
    const arrived = new Promise<IValue[]>((resolve, reject) => {
      finish = resolve;
      fail = reject;
    });
    // It is waited for when the kernel has answered, and may have failed by then.
    arrived.catch(() => undefined);
    const refuse = ({ message }: Error) =>
      fail(new PythonError('TransferError', `%%ts: ${message}`));
    const opened = (comm: Kernel.IComm, { content }: KernelMessage.ICommOpenMsg) => {
      const { head, total } = content.data as Record<string, unknown>;
      const parts: Uint8Array[] = [];
      let done = 0;
      comm.onMsg = ({ buffers }) => {
        for (const buffer of buffers ?? []) {
          // A copy: buffers may lie anywhere within the message.
          const bytes = new Uint8Array(toBytes(buffer));
          done += bytes.byteLength;
          if (isSize(total) && done <= total) parts.push(bytes);
        }
        if (isSize(total)) onProgress(Math.min(done, total), total);
      };
      comm.onClose = () => {
        try {
          if (!isSize(head) || done !== total) throw new Error(INCOMPLETE);
          finish(fromStream(names, head, parts));
        } catch (error) {
          refuse(error as Error);
        }
      };
    };
    this.#kernel.registerCommTarget(target, opened);
    return { arrived, stop: () => this.#kernel.removeCommTarget(target, opened) };
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
      `    _invertible_sys.modules[${JSON.stringify(MODULE)}].${call}`,
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

function toBytes(buffer: ArrayBuffer | ArrayBufferView): Uint8Array {
  if (buffer instanceof ArrayBuffer) return new Uint8Array(buffer);
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}
