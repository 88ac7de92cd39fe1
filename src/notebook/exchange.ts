/** All that passes between a session's cells and the notebook's Python kernel: values, and arrays that stay there. */
import {
  type ICellOptions,
  type ISentValue,
  type IValue,
  pickValues,
  type Sandbox
} from '../cell/index.js';
import { heldArray, type IHeldArray } from '../engine/internal.js';
import { KernelArrays } from './arrays.js';
import type { IArraysProgram, IWorkProgress, OnProgress, PythonBridge } from './python.js';
import { LARGE, transferBar, workBar } from './transfer.js';

export interface IExchangeHost {
  /** The Python kernel of the notebook. */
  connect: () => Promise<PythonBridge>;
  /** The program that holds arrays there. */
  loadArrays: () => Promise<IArraysProgram>;
  /** Shows text under a name, in the place of what it showed before. */
  show: (text: string, name: string) => void;
}

export class Exchange {
  readonly #host: IExchangeHost;
  #arrays?: KernelArrays;
  /** Whether the cell at hand names the device. */
  #isNamed = false;
  #shown = 0;
  /** The name under which the work of the cell at hand is shown. */
  #work = '';

  constructor(host: IExchangeHost) {
    this.#host = host;
  }

  /** Serves a new worker; the arrays of the last one are given up with its variables. */
  attach(sandbox: Sandbox): void {
    this.dispose();
    const arrays = new KernelArrays({
      connect: this.#host.connect,
      program: this.#host.loadArrays,
      reply: reply => sandbox.answer(reply),
      progress: this.#progress()
    });
    this.#arrays = arrays;
    // A session may begin with the cell that is waiting for it.
    if (this.#isNamed) arrays.open();
    sandbox.onKernel = request => arrays.receive(request);
  }

  /** Begins a cell; where it names the device, lets the worker ask for arrays. */
  begin(source: string, { device }: ICellOptions): void {
    this.#work = `work-${++this.#shown}`;
    this.#isNamed = device === 'kernel' || source.includes('kernel');
    if (this.#isNamed) this.#arrays?.open();
  }

  /** The values that a cell gets, when Python was asked about all names at once. */
  async pull({ inputs, outputs, device }: ICellOptions): Promise<IValue[]> {
    if (inputs.length + outputs.length === 0) return [];
    const python = await this.#host.connect();
    await python.check(inputs, outputs);
    const held = new Map<string, IHeldArray>();
    if (device === 'kernel') {
      for (const name of inputs) {
        const array = await this.#refer(name);
        if (array) held.set(name, array);
      }
    }
    const crossing = inputs.filter(name => !held.has(name));
    const progress = this.#transfer('from Python', crossing);
    const came = crossing.length > 0 ? await python.pull(crossing, progress) : [];
    const values = new Map<string, IValue>(came.map(value => [value.name, value]));
    for (const [name, array] of held) values.set(name, { name, held: array });
    return inputs.flatMap(name => values.get(name) ?? []);
  }

  /**
   * Binds the names of Python that stand after `-o`: all of them, or none.
   * @returns whether they are bound; they are not where `signal` came before the kernel was asked to
   */
  async push(
    values: readonly IValue[],
    outputs: readonly string[],
    signal: AbortSignal
  ): Promise<boolean> {
    const picked = pickValues(values, outputs);
    const python = await this.#host.connect();
    const isHeld = (value: IValue) => 'held' in value;
    const crossing = picked.filter((value): value is ISentValue => !isHeld(value));
    const held = picked.flatMap(value => ('held' in value ? [value] : []));
    const handles = Object.fromEntries(held.map(({ name, held: { handle } }) => [name, handle]));
    // What is being computed may fail still, and all that was asked for comes before.
    for (const handle of Object.values(handles))
      await this.#arrays?.ask({ do: 'describe', in: [handle] });
    const session = this.#arrays?.session;
    const progress = this.#transfer('to Python', outputs);
    const own = session && held.length > 0 ? { session, handles } : undefined;
    return python.push(crossing, progress, signal, own);
  }

  /** Gives up what waits for the kernel. */
  interrupt(): void {
    this.#arrays?.interrupt();
  }

  /** Whether the kernel works for a cell. */
  get isBusy(): boolean {
    return this.#arrays?.isBusy ?? false;
  }

  dispose(): void {
    this.#arrays?.dispose();
    this.#arrays = undefined;
  }

  /** A variable of Python, where it is an array that can stay there. */
  async #refer(name: string): Promise<IHeldArray | undefined> {
    const arrays = this.#arrays;
    if (!arrays) return undefined;
    const handle = arrays.newHandle();
    const found = await arrays.ask({ do: 'refer', out: [handle], name });
    if (found.other) return undefined;
    const array = heldArray(handle, found);
    if (array) return array;
    throw new Error(`%%ts: Python's answer about ${name} is not of an array; run the cell again`);
  }

  /** Shows how far a large transfer is. */
  #transfer(direction: string, names: readonly string[]): OnProgress {
    const name = `transfer-${++this.#shown}`;
    return (done, total) => {
      if (total < LARGE) return;
      this.#host.show(`${names.join(', ')} ${direction} ${transferBar(done, total)}`, name);
    };
  }

  /** Shows how far work in the kernel is: that of one cell in one place. */
  #progress() {
    const work = (progress: IWorkProgress) => this.#host.show(workBar(progress), this.#work);
    const transfer = this.#transfer('kernel', ['elements of tensors, page ↔']);
    return { work, bytes: transfer };
  }
}
