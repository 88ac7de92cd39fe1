/** What cells of a session may ask of the Python kernel, and from when on. */
import { describe, expect, it } from '@jest/globals';
import type { ICellOptions, Sandbox } from '../../src/cell/index.js';
import type { IKernelReply } from '../../src/engine/internal.js';
import { Exchange } from '../../src/notebook/exchange.js';

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
