/**
 * The way to the notebook's Python kernel, by messages: from a cell's worker to the page, which asks the kernel, or
 * from Node to the Python that has started it.
 */
import { type ErrorCode, LinAlgError, RuntimeError } from '../../core/errors.js';
import type {
  IKernel,
  IKernelAnswer,
  IKernelRequest,
  KernelHandle
} from '../../core/kernel/kernel.js';

/** A request on its way; with an `id` it is answered. */
export interface IKernelMessage extends IKernelRequest {
  id?: number;
  /** The elements of an array that is written. */
  data?: ArrayBuffer;
}

export interface IKernelReply {
  id: number;
  fields: Readonly<Record<string, unknown>>;
  buffers: ArrayBuffer[];
}

/** The failures of `failure.py` that are told apart by their codes; all others are the device's. */
const CODES: Readonly<Record<string, ErrorCode>> = {
  singular: 'singular',
  residual: 'residual',
  'not-finite': 'non-finite',
  'not-converged': 'not-converged',
  dtype: 'dtype',
  shape: 'shape',
  argument: 'invalid-argument'
};

export class KernelLink implements IKernel {
  readonly #send: (message: IKernelMessage) => void;
  readonly #waiting = new Map<number, (reply: IKernelReply) => void>();
  #lastHandle = 0;
  #lastId = 0;

  constructor(send: (message: IKernelMessage) => void) {
    this.#send = send;
  }

  newHandle(): KernelHandle {
    return ++this.#lastHandle;
  }

  post(request: IKernelRequest, data?: ArrayBuffer): void {
    this.#send(data ? { ...request, data } : request);
  }

  async ask(request: IKernelRequest): Promise<IKernelAnswer> {
    const id = ++this.#lastId;
    const { fields, buffers } = await new Promise<IKernelReply>(resolve => {
      this.#waiting.set(id, resolve);
      this.#send({ ...request, id });
    });
    // Made here, so that its stack leads to whoever waits.
    if (fields.error !== undefined) throw failureOf(request.do, fields.error);
    return { fields, buffers };
  }

  /** Takes an answer. */
  receive(reply: IKernelReply): void {
    this.#waiting.get(reply.id)?.(reply);
    this.#waiting.delete(reply.id);
  }
}

/** An error of the kernel, as one of the engine. */
function failureOf(op: string, error: unknown): RuntimeError {
  const { name, message, code } = (error ?? {}) as Record<string, unknown>;
  const known = typeof code === 'string' && Object.hasOwn(CODES, code) ? CODES[code] : 'device';
  const Kind = name === 'LinAlgError' ? LinAlgError : RuntimeError;
  return new Kind(String(message), { op, code: known });
}
