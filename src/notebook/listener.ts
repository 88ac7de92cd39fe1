/** One comm that the kernel opens for an answer: bytes in chunks, and what it says of its progress. */
import type { Kernel, KernelMessage } from '@jupyterlab/services';
import { withoutSubshells } from './subshells.js';
import { isSize } from './wire.js';

/** What came in all: the bytes, of which the first `head` are JSON. */
export interface IArrived {
  head: number;
  parts: Uint8Array[];
}

export interface IListening {
  /** Rejects with an Error where not all came. */
  readonly arrived: Promise<IArrived>;
  stop(): void;
}

const INCOMPLETE = 'not all of the values came from Python; run the cell again';

/**
 * Collects what the kernel sends to a target, until it closes the comm. How much will come it says when it opens the
 * comm, or by a later message.
 *
 * @param onData is told of every other message, and of how many bytes have come
 */
export function listen(
  kernel: Kernel.IKernelConnection,
  target: string,
  onData: { bytes?(done: number, total: number): void; said?(data: Record<string, unknown>): void }
): IListening {
  let finish: (arrived: IArrived) => void = () => undefined;
  let fail: (error: unknown) => void = () => undefined;
  const arrived = new Promise<IArrived>((resolve, reject) => {
    finish = resolve;
    fail = reject;
  });
  // It is waited for when the kernel has answered, and may have failed by then.
  arrived.catch(() => undefined);
  const opened = (comm: Kernel.IComm, { content }: KernelMessage.ICommOpenMsg) => {
    let { head, total } = content.data as Record<string, unknown>;
    const parts: Uint8Array[] = [];
    let done = 0;
    comm.onMsg = ({ buffers = [], content: { data } }) => {
      if (data.total === undefined) onData.said?.(data as Record<string, unknown>);
      else ({ head, total } = data as Record<string, unknown>);
      for (const buffer of buffers) {
        // A copy: buffers may lie anywhere within the message.
        const bytes = new Uint8Array(toBytes(buffer));
        done += bytes.byteLength;
        if (isSize(total) && done <= total) parts.push(bytes);
      }
      if (isSize(total) && buffers.length > 0) onData.bytes?.(Math.min(done, total), total);
    };
    comm.onClose = () => {
      if (isSize(head) && done === total) finish({ head, parts });
      else fail(new Error(INCOMPLETE));
    };
  };
  const restore = withoutSubshells(kernel);
  kernel.registerCommTarget(target, opened);
  const stop = () => {
    kernel.removeCommTarget(target, opened);
    restore();
  };
  return { arrived, stop };
}

function toBytes(buffer: ArrayBuffer | ArrayBufferView): Uint8Array {
  if (buffer instanceof ArrayBuffer) return new Uint8Array(buffer);
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}
