/** The page's side of arrays in the kernel: who may ask, how much, and what becomes of answers. */
import { describe, expect, it } from '@jest/globals';
import type { IKernelReply } from '../../src/engine/internal.js';
import { KernelArrays } from '../../src/notebook/arrays.js';
import type { IArraysCall, PythonBridge } from '../../src/notebook/python.js';
import type { IReplies } from '../../src/notebook/wire.js';

type Serve = (call: IArraysCall) => Promise<IReplies>;

const echo: Serve = async ({ requests }) => ({
  replies: requests.filter(request => 'id' in request) as Record<string, unknown>[],
  buffers: []
});

function newArrays(serve: Serve = echo) {
  const calls: IArraysCall[] = [];
  const replies: IKernelReply[] = [];
  const forgotten: string[] = [];
  const python = {
    serve: (call: IArraysCall) => {
      calls.push(call);
      return serve(call);
    },
    forget: async (session: string) => void forgotten.push(session)
  } as unknown as PythonBridge;
  const arrays = new KernelArrays({
    connect: async () => python,
    program: () => Promise.reject(new Error('not here')),
    reply: reply => void replies.push(reply),
    progress: { work: () => undefined, bytes: () => undefined }
  });
  return { arrays, calls, replies, forgotten };
}

const settled = () => new Promise(resolve => setTimeout(resolve, 40));
const errorOf = ({ fields }: IKernelReply) => (fields.error as { message: string }).message;

describe('requests of cells', () => {
  it('reach nobody before a cell names the device', async () => {
    const { arrays, calls, replies } = newArrays();
    arrays.receive({ do: 'refer', id: 1, out: [1], name: 'A' });
    await settled();
    expect(calls).toEqual([]);
    expect(errorOf(replies[0])).toContain('write --device kernel on the first line');
  });

  it('go together, in their order, while the kernel answers', async () => {
    const { arrays, calls, replies } = newArrays();
    arrays.open();
    const data = new ArrayBuffer(8);
    arrays.receive({ do: 'write', out: [1], data });
    await new Promise(resolve => setTimeout(resolve, 2));
    arrays.receive({ do: 'read', id: 1, in: [1] });
    arrays.receive({ do: 'free', in: [1] });
    await settled();
    arrays.receive({ do: 'free', in: [2] });
    expect(calls).toHaveLength(1);
    await settled();
    expect(calls).toHaveLength(2);
    expect(calls[0].requests).toEqual([
      { do: 'write', out: [1], buffer: 0 },
      { do: 'read', id: 1, in: [1] },
      { do: 'free', in: [1] }
    ]);
    expect(calls[0].buffers).toEqual([data]);
    expect(replies.map(({ id }) => id)).toEqual([1]);
  });

  it.each([
    null,
    7,
    'read',
    [],
    {},
    { do: 7 },
    { do: 'read', id: 'a' },
    { do: 'read', id: -1 },
    { do: 'read', id: 0.5 },
    { do: 'write', data: 'bytes' },
    { do: 'read', in: 'x'.repeat(2 ** 20) }
  ])('are dropped where they are none: %#', async message => {
    const { arrays, calls } = newArrays();
    arrays.open();
    arrays.receive(message);
    await settled();
    expect(calls).toEqual([]);
  });

  it('bind no names: only the first line says what becomes of them', async () => {
    const { arrays, calls, replies } = newArrays();
    arrays.open();
    arrays.receive({ do: 'bind', id: 1, in: [1], names: ['A'] });
    await settled();
    expect(calls).toEqual([]);
    expect(errorOf(replies[0])).toContain('no request of cells');
  });

  it('are not kept without bound', async () => {
    const { arrays, replies } = newArrays(() => new Promise(() => undefined));
    arrays.open();
    for (let i = 0; i < 100_010; i++) arrays.receive({ do: 'free', in: [i] });
    arrays.receive({ do: 'read', id: 1, in: [1] });
    expect(errorOf(replies[0])).toContain('requests wait for the Python kernel');
  });
});

describe('answers', () => {
  it.each([
    [[], 'did not answer'],
    [[{ id: 2 }], 'did not answer'],
    [[{ id: 1, error: { name: 'RuntimeError', message: 'no' } }], 'no']
  ])('tell each request something: %#', async (answers, said) => {
    const { arrays, replies } = newArrays(async () => ({ replies: answers, buffers: [] }));
    arrays.open();
    arrays.receive({ do: 'read', id: 1, in: [1] });
    await settled();
    expect(errorOf(replies[0])).toContain(said);
  });

  it('bring the buffers that they name, and no others', async () => {
    const buffers = [new ArrayBuffer(1), new ArrayBuffer(2)];
    const answers = [
      { id: 1, buffer: 1 },
      { id: 2, buffer: 99 },
      { id: 3, buffer: 'x' }
    ];
    const { arrays, replies } = newArrays(async () => ({ replies: answers, buffers }));
    arrays.open();
    for (const id of [1, 2, 3]) arrays.receive({ do: 'read', id, in: [1] });
    await settled();
    expect(replies.map(reply => reply.buffers.map(({ byteLength }) => byteLength))).toEqual([
      [2],
      [0],
      []
    ]);
  });

  it('are errors where the kernel is gone', async () => {
    const lost = Object.assign(new Error('%%ts: the Python kernel was restarted'), {
      name: 'KernelError'
    });
    const { arrays, replies } = newArrays(() => Promise.reject(lost));
    arrays.open();
    arrays.receive({ do: 'read', id: 1, in: [1] });
    await settled();
    expect(errorOf(replies[0])).toBe('the Python kernel was restarted');
    await expect(arrays.ask({ do: 'describe', in: [1] })).rejects.toThrow('restarted');
  });
});

it('an interrupt gives up what waits, but for what is given back', async () => {
  const { arrays, replies, calls } = newArrays(() => new Promise(() => undefined));
  arrays.open();
  arrays.receive({ do: 'invert', in: [1], out: [2, 3] });
  await settled();
  arrays.receive({ do: 'read', id: 1, in: [2] });
  arrays.receive({ do: 'free', in: [2] });
  arrays.interrupt();
  expect(errorOf(replies[0])).toContain('interrupted');
  expect(calls).toHaveLength(1);
  expect(arrays.isBusy).toBe(true);
});

it('a session that ends gives up its arrays, where it had any', async () => {
  const [used, unused] = [newArrays(), newArrays()];
  used.arrays.open();
  used.arrays.receive({ do: 'free', in: [1] });
  await settled();
  for (const { arrays } of [used, unused]) arrays.dispose();
  used.arrays.receive({ do: 'free', in: [1] });
  await settled();
  expect(used.forgotten).toEqual([used.arrays.session]);
  expect(used.calls).toHaveLength(1);
  expect(unused.forgotten).toEqual([]);
});
