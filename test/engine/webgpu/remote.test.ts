/** The adapter of another thread: what is asked of it is not trusted. */
import { describe, expect, it } from '@jest/globals';
import {
  type GpuReply,
  GpuService,
  RemoteGpu
} from '../../../src/engine/backends/webgpu/remote.js';
import type { IGpu, Operation, Words } from '../../../src/engine/core/gpu/gpu.js';
import { RuntimeError } from '../../../src/engine/index.js';

/** A device of plain memory, which notes what it is asked. */
class Memory implements IGpu {
  readonly buffers = new Map<number, Uint32Array>();
  readonly calls: string[] = [];
  most = 1000;
  #last = 100;

  async ready(): Promise<void> {}

  create(words: number): number {
    if (words > this.most) throw new RuntimeError('over the limit', { op: 'test', code: 'device' });
    this.buffers.set(++this.#last, new Uint32Array(Math.min(words, 1000)));
    return this.#last;
  }

  write(target: number, data: Words): void {
    this.buffers.get(target)?.set(new Uint32Array(data.buffer));
  }

  run(operation: Operation, handles: readonly number[], numbers: readonly number[]): void {
    this.calls.push(`${operation} ${handles.length} ${numbers.join()}`);
  }

  async read(source: number, first: number, words: number): Promise<ArrayBuffer> {
    const data = this.buffers.get(source)?.slice(first, first + words);
    return (data ?? new Uint32Array()).buffer as ArrayBuffer;
  }

  free(handle: number): void {
    this.buffers.delete(handle);
  }
}

function connected() {
  const memory = new Memory();
  const service = new GpuService(memory, reply => remote.receive(structuredClone(reply)));
  const remote: RemoteGpu = new RemoteGpu(message => service.receive(structuredClone(message)));
  return { memory, service, remote };
}

describe('a remote GPU', () => {
  it('writes, runs, reads and frees through messages', async () => {
    const { memory, remote } = connected();
    await remote.ready();
    const a = remote.create(3);
    remote.write(a, new Float32Array([1, 2, 3]));
    const b = remote.create(3);
    const numbers = [3, 1, 0, 0, 0, 0, 0, 0, 3, 1, 1];
    remote.run('copy', [b, a], numbers);
    expect([...new Float32Array(await remote.read(a, 1, 2))]).toEqual([2, 3]);
    expect(memory.calls).toEqual([`copy 2 ${numbers}`]);
    for (const handle of [a, b]) remote.free(handle);
    expect(memory.buffers.size).toBe(0);
    await expect(remote.read(a, 0, 1)).rejects.toThrow('was disposed');
  });

  it('tells of what cannot be made when it is read, also of what depends on it', async () => {
    const { memory, remote } = connected();
    const [large, small] = [remote.create(5000), remote.create(1)];
    remote.write(large, new Float32Array(5000));
    remote.run('copy', [small, large], []);
    await expect(remote.read(small, 0, 1)).rejects.toThrow('over the limit');
    await expect(remote.read(large, 0, 1)).rejects.toThrow(RuntimeError);
    expect(memory.calls).toEqual([]);
  });

  it('keeps two workers apart, and frees all of one that ends', async () => {
    const memory = new Memory();
    const replies: GpuReply[] = [];
    const [one, two] = [0, 1].map(() => new GpuService(memory, reply => replies.push(reply)));
    one.receive({ kind: 'create', handle: 1, words: 4 });
    two.receive({ kind: 'read', id: 7, handle: 1, first: 0, words: 4 });
    two.receive({ kind: 'free', handle: 1 });
    two.receive({ kind: 'run', operation: 'copy', handles: [1], numbers: [] });
    await new Promise(resolve => setTimeout(resolve));
    expect(replies).toEqual([{ id: 7, error: expect.stringContaining('disposed') }]);
    expect([memory.buffers.size, memory.calls.length]).toEqual([1, 0]);
    one.dispose();
    one.dispose();
    expect(memory.buffers.size).toBe(0);
  });

  it('drops what is malformed', async () => {
    const memory = new Memory();
    const replies: GpuReply[] = [];
    const service = new GpuService(memory, reply => replies.push(reply));
    service.receive({ kind: 'create', handle: 1, words: 2 });
    const bad: unknown[] = [
      null,
      'create',
      {},
      { kind: 'destroy' },
      { kind: 'create', handle: -1, words: 1 },
      { kind: 'create', handle: 2, words: 2 ** 32 },
      { kind: 'create', handle: 2, words: 1.5 },
      { kind: 'create', handle: '2', words: 1 },
      { kind: 'write', handle: 1, data: [1, 2] },
      { kind: 'write', handle: 1, data: new ArrayBuffer(3) },
      { kind: 'write', handle: 1, data: new ArrayBuffer(12) },
      { kind: 'run', operation: 'eval', handles: [1], numbers: [] },
      { kind: 'run', operation: 'constructor', handles: [1], numbers: [] },
      { kind: 'run', operation: 'copy', handles: [1, 99], numbers: [] },
      { kind: 'run', operation: 'copy', handles: [1], numbers: [Number.NaN] },
      { kind: 'run', operation: 'copy', handles: [1], numbers: new Array(101).fill(0) },
      { kind: 'read', id: 1, handle: 1, first: 0 },
      // A second buffer under a handle that is taken would leak the first.
      { kind: 'create', handle: 1, words: 3 }
    ];
    for (const message of bad) expect(() => service.receive(message)).not.toThrow();
    await new Promise(resolve => setTimeout(resolve));
    expect([memory.calls, replies, memory.buffers.size]).toEqual([[], [], 1]);
    service.receive({ kind: 'read', id: 3, handle: 1, first: 1, words: 2 });
    await new Promise(resolve => setTimeout(resolve));
    expect(replies[0].error).toContain('webgpu');
  });

  it('tells of operations that do not fit, when what they write is read', async () => {
    const { memory, remote } = connected();
    const [x, info, a] = [9, 1, 9].map(words => remote.create(words));
    for (const n of [4, 2 ** 32 - 1, 0]) {
      remote.run('invert', [x, info, a], [0, 1, n]);
      await expect(remote.read(x, 0, 1)).rejects.toThrow(/webgpu: invert: /);
      await expect(remote.read(info, 0, 1)).rejects.toThrow(RuntimeError);
    }
    // A buffer that is only read is as it was, but what is computed from the others is not.
    expect((await remote.read(a, 0, 9)).byteLength).toBe(36);
    const y = remote.create(9);
    remote.run('copy', [y, x], [9, 1, 0, 0, 0, 0, 0, 0, 9, 1, 1]);
    await expect(remote.read(y, 0, 1)).rejects.toThrow(/webgpu: invert: /);
    remote.run('copy', [a, a], [9, 1, 0, 0, 0, 0, 0, 0, 9, 1, 1]);
    await expect(remote.read(a, 0, 1)).rejects.toThrow(/a buffer of its own/);
    expect(memory.calls).toEqual([]);
    for (const handle of [x, info, a, y]) remote.free(handle);
    expect(memory.buffers.size).toBe(0);
  });

  it('makes so many buffers, of so many bytes', async () => {
    const { memory, remote } = connected();
    memory.most = Number.POSITIVE_INFINITY;
    const large = [1, 2, 3, 4].map(() => remote.create(2 ** 28));
    const more = remote.create(1);
    await expect(remote.read(more, 0, 1)).rejects.toThrow(/out of memory: a cell may use 4 GiB/);
    remote.free(large[0]);
    const handles = Array.from({ length: 2 ** 16 }, () => remote.create(1));
    const last = handles[handles.length - 1];
    await expect(remote.read(last, 0, 1)).rejects.toThrow(/65536 tensors already/);
    remote.run('condition', [last, 1, 2, 3], [1]);
    expect(memory.buffers.size).toBe(2 ** 16 - 1);
    remote.free(handles[0]);
    await expect(remote.read(remote.create(1), 0, 1)).resolves.toBeDefined();
  });

  it('has so many answers under way', async () => {
    const replies: GpuReply[] = [];
    const memory = new Memory();
    let finish: (() => void) | undefined;
    const waiting = new Promise<void>(resolve => {
      finish = resolve;
    });
    memory.ready = () => waiting;
    const service = new GpuService(memory, reply => replies.push(reply));
    for (let id = 0; id < 2 ** 14 + 3; id++) service.receive({ kind: 'ready', id });
    expect(replies).toHaveLength(3);
    expect(replies[0].error).toContain('16384 answers under way');
    finish?.();
    await new Promise(resolve => setTimeout(resolve));
    expect(replies).toHaveLength(2 ** 14 + 3);
    service.receive({ kind: 'ready', id: 1 });
    await new Promise(resolve => setTimeout(resolve));
    expect(replies.at(-1)).toEqual({ id: 1 });
  });
});
