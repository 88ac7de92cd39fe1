import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Computed, FromWorker, ToWorker } from '../../src/matrix/index.js';
import { MatrixSolver } from '../../src/widget/solver.js';

/** A worker that answers when it is told to. */
class FakeWorker {
  static readonly all: FakeWorker[] = [];
  readonly heard: ToWorker[] = [];
  isEnded = false;
  onmessage?: (event: { data: FromWorker }) => void;

  constructor() {
    FakeWorker.all.push(this);
  }

  postMessage(message: ToWorker): void {
    this.heard.push(message);
  }

  terminate(): void {
    this.isEnded = true;
  }

  /** The questions that it was asked, by their first entries. */
  get asked(): string[] {
    return this.heard.flatMap(message =>
      message.type === 'compute' ? [message.entries[0][0]] : []
    );
  }

  answer(entry: string, computed: Computed): void {
    const question = this.heard.find(
      message => message.type === 'compute' && message.entries[0][0] === entry
    );
    if (question?.type !== 'compute') throw new Error(`${entry} was not asked`);
    this.onmessage?.({ data: { type: 'computed', id: question.id, computed } });
  }
}

const before = { Worker: globalThis.Worker, location: globalThis.location };

beforeEach(() => {
  FakeWorker.all.length = 0;
  Object.assign(globalThis, { Worker: FakeWorker, location: new URL('http://host.example/') });
});

afterEach(() => {
  Object.assign(globalThis, before);
});

describe('the solver of widgets', () => {
  const ask = (solver: MatrixSolver, entry: string, unwanted?: AbortSignal) =>
    solver.compute([[entry]], {}, () => undefined, unwanted);
  const done: Computed = { problems: [] };

  it('gives up what nobody wants any more, and asks what waits behind it anew', async () => {
    const solver = new MatrixSolver({ script: 'x.js', wasm: 'x.wasm' });
    const unwanted = new AbortController();
    const long = ask(solver, 'long', unwanted.signal);
    const short = ask(solver, 'short');
    unwanted.abort();
    await expect(long).rejects.toThrow('given up');
    const [first, second] = FakeWorker.all;
    expect(first.isEnded).toBe(true);
    expect(second.heard[0].type).toBe('init');
    expect(second.asked).toEqual(['short']);
    second.answer('short', done);
    expect(await short).toBe(done);
    // The next question goes to the same worker.
    const next = ask(solver, 'next');
    expect(second.asked).toEqual(['short', 'next']);
    second.answer('next', done);
    await next;
    expect(FakeWorker.all).toHaveLength(2);
  });

  it('gives up nothing that has been answered', async () => {
    const solver = new MatrixSolver({ script: 'x.js', wasm: 'x.wasm' });
    const unwanted = new AbortController();
    const short = ask(solver, 'short', unwanted.signal);
    FakeWorker.all[0].answer('short', done);
    await short;
    unwanted.abort();
    expect(FakeWorker.all[0].isEnded).toBe(false);
  });
});
