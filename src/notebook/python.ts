/** Values to and from the notebook's Python kernel, by comms, in chunks below the server's limits. */
import { CommsOverSubshells, type Kernel, type KernelMessage } from '@jupyterlab/services';
import { UUID } from '@lumino/coreutils';
import type { IValue } from '../cell/index.js';

const TARGET = 'invertible';
/** Bytes that go to the kernel at once: the server closes the connection at 10 MiB. */
const CHUNK = 4 << 20;
/** The name of the helper's module in the kernel. */
const MODULE = '_invertible_bridge';

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

  /** @throws PythonError where a name is not defined */
  async check(names: readonly string[]): Promise<void> {
    await this.#execute(`check(${JSON.stringify(names)}, globals())`);
  }

  /** The values of Python's names. */
  async pull(names: readonly string[], onProgress: OnProgress): Promise<IValue[]> {
    // A target of its own: what an interrupted cell asked for may still come, and is not for this one.
    const target = `${TARGET}.${UUID.uuid4()}`;
    const { arrived, stop } = this.#listen(target, onProgress);
    try {
      await this.#execute(`send(${JSON.stringify(names)}, ${JSON.stringify(target)}, globals())`);
      return await arrived;
    } finally {
      stop();
    }
  }

  /** Binds Python's names. */
  async push(values: readonly IValue[], onProgress: OnProgress): Promise<void> {
    const token = UUID.uuid4();
    const headers = values.map(value =>
      'json' in value
        ? value
        : { name: value.name, dtype: value.dtype, shape: value.shape, bytes: value.data.byteLength }
    );
    const arrays = values.flatMap(value => ('json' in value ? [] : [value.data]));
    await this.#execute('listen(get_ipython().kernel)');
    await this.#send(token, arrays, onProgress);
    const text = JSON.stringify(JSON.stringify(headers));
    await this.#execute(
      `store(__import__("json").loads(${text}), ${JSON.stringify(token)}, globals())`
    );
  }

  async #send(
    token: string,
    arrays: readonly ArrayBuffer[],
    onProgress: OnProgress
  ): Promise<void> {
    const total = arrays.reduce((sum, { byteLength }) => sum + byteLength, 0);
    const before = this.#kernel.commsOverSubshells;
    // In order with what is executed before and after.
    this.#kernel.commsOverSubshells = CommsOverSubshells.Disabled;
    const comm = this.#kernel.createComm(TARGET);
    try {
      await comm.open({ token }).done;
      let done = 0;
      for (const data of arrays) {
        for (let at = 0; at < data.byteLength; at += CHUNK) {
          const part = data.slice(at, at + CHUNK);
          await comm.send({ value: 0 }, undefined, [part], false).done;
          done += part.byteLength;
          onProgress(done, total);
        }
      }
    } finally {
      await comm.close().done.catch(() => undefined);
      this.#kernel.commsOverSubshells = before;
    }
  }

  /** Collects what the kernel sends to a target, until it closes the comm. */
  #listen(target: string, onProgress: OnProgress) {
    let finish: (values: IValue[]) => void = () => undefined;
    const arrived = new Promise<IValue[]>(resolve => {
      finish = resolve;
    });
    const opened = (comm: Kernel.IComm, { content }: KernelMessage.ICommOpenMsg) => {
      const { values: headers } = content.data as unknown as { values: IHeader[] };
      const parts: Uint8Array<ArrayBuffer>[][] = headers.map(() => []);
      const total = headers.reduce((sum, header) => sum + bytesOf(header), 0);
      let done = 0;
      comm.onMsg = message => {
        const { value } = message.content.data as { value: number };
        for (const buffer of message.buffers ?? []) {
          // A copy: buffers may lie anywhere within the message.
          const bytes = new Uint8Array(toBytes(buffer));
          parts[value].push(bytes);
          done += bytes.byteLength;
        }
        onProgress(done, total);
      };
      comm.onClose = () => finish(headers.map((header, i) => toValue(header, parts[i])));
    };
    this.#kernel.registerCommTarget(target, opened);
    return { arrived, stop: () => this.#kernel.removeCommTarget(target, opened) };
  }

  /** Runs a call of the helper, which is loaded where the kernel does not have it (yet, or after a restart). */
  async #execute(call: string): Promise<void> {
    const code = [
      'import sys as _invertible_sys',
      `if ${JSON.stringify(MODULE)} not in _invertible_sys.modules:`,
      '    import types as _invertible_types',
      `    _invertible_module = _invertible_types.ModuleType(${JSON.stringify(MODULE)})`,
      `    exec(${JSON.stringify(this.#helper)}, _invertible_module.__dict__)`,
      `    _invertible_sys.modules[${JSON.stringify(MODULE)}] = _invertible_module`,
      '    del _invertible_module, _invertible_types',
      `_invertible_sys.modules[${JSON.stringify(MODULE)}].${call}`,
      'del _invertible_sys'
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
      throw new PythonError(
        'KernelError',
        '%%ts: the Python kernel was restarted or died meanwhile; run the cells that made the variables again'
      );
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

interface IHeader {
  name: string;
  json?: string;
  dtype: string;
  shape: number[];
}

const SIZES: Readonly<Record<string, number>> = { bool: 1, int32: 4, float32: 4, complex128: 16 };

function bytesOf({ json, dtype, shape }: IHeader): number {
  if (json !== undefined) return 0;
  return (SIZES[dtype] ?? 8) * shape.reduce((product, size) => product * size, 1);
}

function toBytes(buffer: ArrayBuffer | ArrayBufferView): Uint8Array {
  if (buffer instanceof ArrayBuffer) return new Uint8Array(buffer);
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}

function toValue({ name, json, dtype, shape }: IHeader, parts: readonly Uint8Array[]): IValue {
  if (json !== undefined) return { name, json };
  return { name, dtype, shape, data: joined(parts) } as IValue;
}

function joined(parts: readonly Uint8Array[]): ArrayBuffer {
  const whole = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole.buffer;
}
