/** The adapter of this thread: connects, keeps buffers by handle, recovers when the device is lost. */
import { RuntimeError } from '../../../core/errors.js';
import type { Handle, IGpu, IGpuOptions, Operation, Words } from '../../../core/gpu/gpu.js';
import { deviceError, findGpu, overLimit } from './adapter.js';
import { MAP_READ, USAGE } from './flags.js';
import type { IMachine } from './job.js';

type Outcome = Promise<RuntimeError | undefined>;

interface IEntry {
  readonly words: number;
  buffer?: GPUBuffer;
  /** The device that the buffer is on. */
  machine?: IMachine;
  /** The failure on the way to the content, if there was one. */
  outcome: Outcome;
}

type State = { kind: 'idle' } | { kind: 'connecting' } | { kind: 'connected'; machine: IMachine };

const WELL: Outcome = Promise.resolve(undefined);

export class LocalGpu implements IGpu {
  readonly #options: IGpuOptions;
  readonly #entries = new Map<Handle, IEntry>();
  #state: State = { kind: 'idle' };
  #waiting: ((machine: IMachine | RuntimeError) => void)[] = [];
  #lastHandle = 0;

  constructor(options: IGpuOptions = {}) {
    this.#options = options;
  }

  ready(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#do(machine => (machine instanceof RuntimeError ? reject(machine) : resolve()));
    });
  }

  /** Buffers that tensors hold. */
  get buffers(): number {
    return this.#entries.size;
  }

  create(words: number): Handle {
    const handle = ++this.#lastHandle;
    const entry: IEntry = { words, outcome: WELL };
    findGpu();
    if (this.#state.kind === 'connected') {
      const error = overLimit(this.#state.machine.device, words * 4);
      if (error) throw error;
    }
    this.#entries.set(handle, entry);
    this.#do(machine => {
      if (machine instanceof RuntimeError) fail(entry, machine);
      else allocate(entry, machine);
    });
    return handle;
  }

  write(target: Handle, data: Words): void {
    const entry = this.#entry(target);
    this.#do(() => {
      const { buffer, machine } = entry;
      if (buffer && machine === this.#machine) {
        machine?.device.queue.writeBuffer(buffer, 0, data as Words & ArrayBufferView<ArrayBuffer>);
      }
    });
  }

  run(operation: Operation, handles: readonly Handle[], numbers: readonly number[]): void {
    const entries = handles.map(handle => this.#entry(handle));
    this.#do(() => {
      const done = runOn(this.#machine, operation, entries, numbers);
      const outcome = Promise.all([done, ...new Set(entries.map(entry => entry.outcome))]);
      const first = outcome.then(list => list.find(error => error !== undefined));
      for (const entry of entries) entry.outcome = first;
    });
  }

  read(source: Handle, first: number, words: number): Promise<ArrayBuffer> {
    const entry = this.#entry(source);
    return new Promise((resolve, reject) => {
      this.#do(machine => {
        if (machine instanceof RuntimeError) reject(machine);
        else download(entry, machine, first, words).then(resolve, reject);
      });
    });
  }

  free(handle: Handle): void {
    const entry = this.#entries.get(handle);
    this.#entries.delete(handle);
    if (!entry) return;
    this.#do(machine => {
      if (entry.buffer && machine === entry.machine) entry.machine?.storage.give(entry.buffer);
      entry.buffer = undefined;
    });
  }

  /** Gives the device back, with all that is on it. The next call would get a new one. */
  dispose(): void {
    this.#machine?.device.destroy();
  }

  get #machine(): IMachine | undefined {
    return this.#state.kind === 'connected' ? this.#state.machine : undefined;
  }

  #entry(handle: Handle): IEntry {
    const entry = this.#entries.get(handle);
    if (entry) return entry;
    throw deviceError('this tensor was disposed; its buffer is gone');
  }

  /** Now where the device is there; else when it comes, or when it is known not to come. */
  #do(work: (machine: IMachine | RuntimeError) => void): void {
    if (this.#state.kind === 'connected') {
      work(this.#state.machine);
      return;
    }
    this.#waiting.push(work);
    if (this.#state.kind !== 'idle') return;
    this.#state = { kind: 'connecting' };
    void this.#connect();
  }

  async #connect(): Promise<void> {
    let found: IMachine | RuntimeError;
    try {
      // The kernels are loaded when a page has something to compute on its GPU.
      const { startMachine } = await import('./machine.js');
      found = await startMachine(this.#options);
      void found.device.lost.then(info => this.#lose(found as IMachine, info));
      this.#state = { kind: 'connected', machine: found };
    } catch (error) {
      found =
        error instanceof RuntimeError ? error : deviceError(`${(error as Error).message ?? error}`);
      this.#state = { kind: 'idle' };
    }
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const work of waiting) work(found);
  }

  /** Everything on the device is gone; the next call gets a new one. */
  #lose(machine: IMachine, { message }: GPUDeviceLostInfo): void {
    if (this.#machine === machine) this.#state = { kind: 'idle' };
    const error = lost(message);
    for (const entry of this.#entries.values()) {
      if (entry.machine === machine) fail(entry, error);
    }
  }
}

function lost(message: string): RuntimeError {
  const why = message ? ` (${message})` : '';
  return deviceError(
    `the device was lost${why}, and with it this tensor; make it anew: the next call gets a new device`
  );
}

function fail(entry: IEntry, error: RuntimeError): void {
  entry.outcome = Promise.resolve(error);
  entry.buffer = undefined;
}

function allocate(entry: IEntry, machine: IMachine): void {
  const { device, storage } = machine;
  const error = overLimit(device, entry.words * 4);
  if (error) {
    fail(entry, error);
    return;
  }
  device.pushErrorScope('out-of-memory');
  entry.buffer = storage.take(entry.words * 4);
  entry.machine = machine;
  entry.outcome = device.popErrorScope().then(failure => {
    if (!failure) return undefined;
    const size = Math.ceil((entry.words * 4) / 2 ** 20);
    return deviceError(
      `out of memory: the device has no ${size} MiB left; dispose of tensors that are no longer needed, or use smaller ones`
    );
  }, ignoreLoss);
}

function runOn(
  machine: IMachine | undefined,
  operation: Operation,
  entries: readonly IEntry[],
  numbers: readonly number[]
): Outcome {
  const buffers = entries.map(entry => entry.buffer);
  if (!machine || !buffers.every(buffer => buffer !== undefined)) return WELL;
  if (entries.some(entry => entry.machine !== machine)) return Promise.resolve(lost(''));
  const { device } = machine;
  device.pushErrorScope('out-of-memory');
  device.pushErrorScope('validation');
  machine.encode(operation, buffers, numbers);
  return Promise.all([device.popErrorScope(), device.popErrorScope()]).then(([invalid, memory]) => {
    if (memory) return deviceError(`${operation}: out of memory; use smaller matrices or batches`);
    return invalid ? deviceError(`${operation}: ${invalid.message}`) : undefined;
  }, ignoreLoss);
}

/** A lost device is told of by `lost`. */
function ignoreLoss(): undefined {
  return undefined;
}

async function download(
  entry: IEntry,
  machine: IMachine,
  first: number,
  words: number
): Promise<ArrayBuffer> {
  const { device } = machine;
  const { buffer } = entry;
  if (!buffer || entry.machine !== machine) throw (await entry.outcome) ?? lost('');
  const size = Math.max(words, 1) * 4;
  const staging = device.createBuffer({ size, usage: USAGE.MAP_READ | USAGE.COPY_DST });
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(buffer, first * 4, staging, 0, words * 4);
  device.queue.submit([encoder.finish()]);
  try {
    await staging.mapAsync(MAP_READ);
  } catch (cause) {
    const failure = (await entry.outcome) ?? lost((await lossOf(device)) ?? '');
    failure.cause = cause;
    throw failure;
  }
  const failure = await entry.outcome;
  const content = staging.getMappedRange().slice(0, words * 4);
  staging.destroy();
  if (failure) throw failure;
  return content;
}

async function lossOf(device: GPUDevice): Promise<string | undefined> {
  const info = await Promise.race([device.lost, Promise.resolve(undefined)]);
  return info?.message;
}
