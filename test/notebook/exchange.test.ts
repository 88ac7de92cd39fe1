/** What cells of a session may ask of the Python kernel, and from when on. */
import { describe, expect, it } from '@jest/globals';
import type { ICellOptions, Sandbox } from '../../src/cell/index.js';
import type { IKernelReply } from '../../src/engine/internal.js';
import { Exchange } from '../../src/notebook/exchange.js';
import type { PythonBridge } from '../../src/notebook/python.js';

const OPTIONS = { inputs: [], outputs: [], fresh: false, help: false } as unknown as ICellOptions;

function session() {
  const replies: IKernelReply[] = [];
  const sandbox = { answer: (reply: IKernelReply) => void replies.push(reply) } as Sandbox;
  const exchange = new Exchange({
    connect: () => Promise.reject(new Error('the kernel was asked')),
    loadArrays: () => Promise.reject(new Error('not here')),
    show: () => undefined
  });
  /** What becomes of a request. */
  const ask = async () => {
    sandbox.onKernel?.({ do: 'refer', id: 1, out: [1], name: 'A' } as never);
    await new Promise(resolve => setTimeout(resolve, 5));
    const { error } = (replies.pop() as IKernelReply).fields;
    return (error as { message: string }).message;
  };
  return { exchange, sandbox, ask };
}

const CLOSED = /there for cells that name it/;

describe('a session', () => {
  it.each([true, false])(
    'may ask from the first cell on that says so (worker first: %s)',
    async first => {
      const { exchange, sandbox, ask } = session();
      if (first) exchange.attach(sandbox);
      exchange.begin("A.to('kernel')", OPTIONS);
      if (!first) exchange.attach(sandbox);
      expect(await ask()).toBe('the kernel was asked');
      exchange.begin('1 + 1', OPTIONS);
      expect(await ask()).toBe('the kernel was asked');
    }
  );

  it('may not before, nor when a new worker has taken its place', async () => {
    const { exchange, sandbox, ask } = session();
    exchange.begin('1 + 1', OPTIONS);
    exchange.attach(sandbox);
    expect(await ask()).toMatch(CLOSED);
    exchange.begin('eye(2)', { ...OPTIONS, device: 'kernel' });
    expect(await ask()).toBe('the kernel was asked');
    exchange.begin('1 + 1', OPTIONS);
    exchange.attach(sandbox);
    expect(await ask()).toMatch(CLOSED);
  });
});

/** A kernel that answers what is asked of a variable. */
function told(fields: object) {
  const python = {
    check: () => Promise.resolve(),
    serve: ({ requests }: { requests: { id: number }[] }) =>
      Promise.resolve({ replies: requests.map(({ id }) => ({ id, ...fields })), buffers: [] }),
    forget: () => Promise.resolve()
  };
  const exchange = new Exchange({
    connect: () => Promise.resolve(python as unknown as PythonBridge),
    loadArrays: () => Promise.reject(new Error('not here')),
    show: () => undefined
  });
  exchange.attach({ answer: () => undefined } as unknown as Sandbox);
  return exchange.pull({ ...OPTIONS, inputs: ['A'], device: 'kernel' });
}

describe('a variable that stays', () => {
  const array = { shape: [2, 3], dtype: 'float64', library: 'torch', where: 'cuda:0' };

  it('is an array as Python tells of it', async () => {
    expect(await told(array)).toEqual([
      { name: 'A', held: { handle: expect.any(Number), ...array } }
    ]);
  });

  it.each([{ shape: 'xx' }, { dtype: 'object' }, { library: 3 }])(
    'is refused with %j',
    async wrong => {
      await expect(told({ ...array, ...wrong })).rejects.toThrow(
        "Python's answer about A is not of an array"
      );
    }
  );
});
