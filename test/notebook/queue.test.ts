import { describe, expect, it } from '@jest/globals';
import { ExecutionQueue } from '../../src/notebook/queue.js';

/** Cells that log when they start, end, wait and are aborted. */
function notebook() {
  const log: string[] = [];
  const queue = new ExecutionQueue();
  const finish: Record<string, (ok: boolean) => void> = {};
  const add = (name: string, { ts = false, mayFail = false } = {}) =>
    queue.add({
      exclusive: ts,
      mayFail,
      run: () => {
        log.push(`${name} starts`);
        return new Promise(resolve => {
          finish[name] = ok => {
            log.push(`${name} ends`);
            resolve(ok);
          };
        });
      },
      onWait: () => log.push(`${name} waits`),
      onAbort: () => log.push(`${name} aborted`)
    });
  const settle = async () => {
    for (let i = 0; i < 20; i++) await Promise.resolve();
  };
  const end = async (name: string, ok = true) => {
    await settle();
    finish[name](ok);
    await settle();
  };
  return { log, queue, add, end };
}

describe('the queue', () => {
  it('does not hold back a notebook without %%ts cells', async () => {
    const { log, add } = notebook();
    void add('a');
    void add('b');
    expect(log).toEqual(['a starts', 'b starts']);
  });

  it('runs a %%ts cell after what was before it, and before what is after', async () => {
    const { log, add, end } = notebook();
    void add('py1');
    void add('py2');
    void add('ts', { ts: true });
    void add('py3');
    expect(log).toEqual(['py1 starts', 'py2 starts', 'ts waits', 'py3 waits']);
    await end('py2');
    expect(log).not.toContain('ts starts');
    await end('py1');
    expect(log.at(-1)).toBe('ts starts');
    await end('ts');
    expect(log.at(-1)).toBe('py3 starts');
  });

  it('aborts what waits behind a failure, and nothing that comes later', async () => {
    const { log, add, end } = notebook();
    void add('ts1', { ts: true });
    const waiting = [add('py'), add('ts2', { ts: true })];
    await end('ts1', false);
    expect(await Promise.all(waiting)).toEqual([false, false]);
    expect(log.filter(line => line.includes('aborted'))).toEqual(['py aborted', 'ts2 aborted']);
    void add('later');
    expect(log.at(-1)).toBe('later starts');
  });

  it('gives up what waits at once, though what it waits for never ends', async () => {
    const { log, queue, add } = notebook();
    void add('hangs');
    const waiting = add('ts', { ts: true });
    queue.abort();
    expect(await waiting).toBe(false);
    expect(log.at(-1)).toBe('ts aborted');
  });

  it('goes on after a cell that may fail', async () => {
    const { log, add, end } = notebook();
    void add('ts1', { ts: true, mayFail: true });
    void add('ts2', { ts: true });
    await end('ts1', false);
    expect(log.at(-1)).toBe('ts2 starts');
  });

  it('passes a rejection on, once', async () => {
    const { queue } = notebook();
    const failing = queue.add({
      exclusive: true,
      mayFail: false,
      run: () => Promise.reject(new Error('KernelReplyNotOK')),
      onWait: () => undefined,
      onAbort: () => undefined
    });
    await expect(failing).rejects.toThrow('KernelReplyNotOK');
  });
});
