/** Threads that a sandbox is lent, on its own side: which of them an answer, a death and an end are for. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { LentThreads } from '../../src/cell/lent-threads.js';

const ports: MessagePort[] = [];

afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});

function portsOf(count: number): MessagePort[] {
  return Array.from({ length: count }, () => {
    const { port1, port2 } = new MessageChannel();
    ports.push(port1, port2);
    return port1 as unknown as MessagePort;
  });
}

/** Threads whose host answers when it is told to. */
function lentOf() {
  const asked: number[] = [];
  return { asked, lent: new LentThreads(count => asked.push(count)) };
}

const textOf = (promise: unknown) =>
  Promise.resolve(promise).then(
    () => 'none',
    (error: Error) => error.message
  );

describe('threads that are lent', () => {
  it('are asked for once, and end together', async () => {
    const { asked, lent } = lentOf();
    const spawn = lent.begin(2);
    expect(asked).toEqual([]);
    const starting = [spawn(), spawn()];
    expect(asked).toEqual([2]);
    lent.receive(portsOf(2));
    const threads = await Promise.all(starting);
    for (const thread of threads) thread.terminate();
    expect(asked).toEqual([2, 0]);
  });

  it('are refused where too few came', async () => {
    const { lent } = lentOf();
    const spawn = lent.begin(2);
    const starting = [spawn(), spawn()].map(textOf);
    lent.receive(portsOf(1));
    expect(await Promise.all(starting)).toEqual(['none', 'the page lends no threads']);
    const next = textOf(lent.begin(1)());
    lent.receive([]);
    expect(await next).toBe('the page lends no threads');
  });

  it('hear of a death by its rank', async () => {
    const { lent } = lentOf();
    lent.lose(0, 'too early');
    const spawn = lent.begin(2);
    const starting = [spawn(), spawn()];
    lent.receive(portsOf(2));
    const heard: unknown[] = [];
    for (const [rank, thread] of (await Promise.all(starting)).entries())
      thread.onError = message => heard.push([rank, message]);
    lent.lose(1, 'boom');
    lent.lose(7, 'nobody');
    expect(heard).toEqual([[1, 'boom']]);
  });

  it('of an earlier round end nothing of the next, whenever they come', async () => {
    const { asked, lent } = lentOf();
    const first = lent.begin(1)();
    lent.receive(portsOf(1));
    const old = await first;
    const late = textOf(lent.begin(1)());
    const next = lent.begin(1)();
    old.terminate();
    lent.receive(portsOf(1));
    lent.receive(portsOf(1));
    expect(await late).toBe('the page lends no threads');
    const thread = await next;
    expect(asked).toEqual([1, 1, 1]);
    thread.terminate();
    expect(asked).toEqual([1, 1, 1, 0]);
  });
});
