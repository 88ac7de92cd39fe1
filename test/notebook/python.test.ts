/** Values on their way to a kernel that stops, answers or fails at a moment of our choice. */
import { describe, expect, it } from '@jest/globals';
import type { Kernel } from '@jupyterlab/services';
import { PythonBridge } from '../../src/notebook/python.js';

/** A kernel that tells what it is asked; `at` is called before each answer. */
function fake(at: (what: string) => void | Promise<void>) {
  const asked: string[] = [];
  const answer = (what: string, reply?: unknown) => {
    asked.push(what);
    return { done: Promise.resolve(at(what)).then(() => reply) };
  };
  const kernel = {
    isDisposed: false,
    status: 'idle',
    info: Promise.resolve({ language_info: { name: 'python' } }),
    commsOverSubshells: 'before',
    requestExecute: ({ code }: { code: string }) => {
      const call = /(listen|store|check)\(.*/.exec(code.slice(code.lastIndexOf('\n    _inv')))?.[0];
      return answer(call ?? code, { content: { status: 'ok' } });
    },
    createComm: () => ({
      isDisposed: false,
      open: () => answer('open'),
      send: () => answer('send'),
      close: () => answer('close')
    })
  };
  return { asked, kernel: kernel as unknown as Kernel.IKernelConnection, state: kernel };
}

const values = [{ name: 'x', json: '1' }];

async function push(stopAt: string, failAt?: string) {
  const interruption = new AbortController();
  const { asked, kernel, state } = fake(what => {
    if (what.startsWith(stopAt)) interruption.abort();
    if (failAt && what.startsWith(failAt)) throw new Error('Canceled future');
  });
  const python = await PythonBridge.connect(kernel, '');
  const bound = await python
    .push(values, () => undefined, interruption.signal)
    .catch((error: Error) => error.message);
  const words = asked.map(what => what.split('(')[0]);
  return { bound, words, left: state.commsOverSubshells };
}

describe('a push', () => {
  it('binds the names, and closes what it opened', async () => {
    expect(await push('never')).toEqual({
      bound: true,
      words: ['listen', 'open', 'send', 'send', 'store', 'close'],
      left: 'before'
    });
  });

  it.each([
    ['listen', ['listen']],
    ['open', ['listen', 'open', 'close']],
    ['send', ['listen', 'open', 'send', 'close']]
  ])('that is interrupted at %s asks for nothing more, and is given up', async (at, words) => {
    expect(await push(at)).toEqual({ bound: false, words, left: 'before' });
  });

  it('has a few chunks under way at a time, in their order', async () => {
    const { asked, kernel } = fake(() => undefined);
    let [open, most] = [0, 0];
    const sizes: number[] = [];
    const comm = {
      isDisposed: false,
      open: () => ({ done: Promise.resolve() }),
      close: () => ({ done: Promise.resolve() }),
      send: (_data: unknown, _metadata: unknown, [part]: Uint8Array[]) => {
        sizes.push(part.byteLength);
        most = Math.max(most, ++open);
        const done = new Promise(resolve => setTimeout(resolve, 5)).then(() => open--);
        return { done };
      }
    };
    Object.assign(kernel, { createComm: () => comm });
    const told: number[] = [];
    const python = await PythonBridge.connect(kernel, '');
    const data = new ArrayBuffer(25 << 20);
    const value = { name: 'x', dtype: 'float64', shape: [data.byteLength / 8], data } as const;
    const signal = new AbortController().signal;
    expect(await python.push([value as never], done => told.push(done), signal)).toBe(true);
    expect(sizes.slice(1)).toEqual([...Array(6).fill(4 << 20), 1 << 20]);
    expect(most).toBe(3);
    expect(told).toEqual([...told].sort((a, b) => a - b));
    // The kernel is asked to take them when it has them all.
    expect([told.at(-1), open]).toEqual([data.byteLength + sizes[0], 0]);
    expect(asked.at(-1)).toMatch(/^store/);
  });

  it('that is interrupted when the kernel was asked tells what the kernel did', async () => {
    const { bound, words } = await push('store');
    expect(bound).toBe(true);
    expect(words).toEqual(['listen', 'open', 'send', 'send', 'store', 'close']);
    expect((await push('store', 'store')).bound).toContain('restarted or died');
  });

  it('that a kernel does not survive says so', async () => {
    for (const at of ['open', 'send', 'store']) {
      const { bound, left } = await push('never', at);
      expect(bound).toContain('restarted or died');
      expect(left).toBe('before');
    }
  });
});

describe('a check', () => {
  it('asks about all names at once', async () => {
    const { asked, kernel } = fake(() => undefined);
    const python = await PythonBridge.connect(kernel, '');
    await python.check(['a'], ['b']);
    expect(asked).toEqual(['check(["a"], globals(), ["b"])']);
  });
});
