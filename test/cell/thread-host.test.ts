/** The threads that a sandbox is lent, on the relay's side, with workers that are played here. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ThreadHost } from '../../src/cell/thread-host.js';

const { Worker } = globalThis;

class PlayedWorker {
  static all: PlayedWorker[] = [];
  /** Starts after which the browser refuses. */
  static most = Number.POSITIVE_INFINITY;
  isTerminated = false;
  asked?: { type: string; port: MessagePort };
  onerror: (event: object) => void = () => undefined;

  constructor(readonly url: string) {
    if (PlayedWorker.all.length >= PlayedWorker.most) throw new Error('refused');
    PlayedWorker.all.push(this);
  }

  postMessage(request: PlayedWorker['asked']): void {
    this.asked = request;
  }

  terminate(): void {
    this.isTerminated = true;
    this.asked?.port.close();
  }
}

const running = () => PlayedWorker.all.filter(({ isTerminated }) => !isTerminated);
const hosts: ThreadHost[] = [];

function hostOf(died: unknown[] = []): ThreadHost {
  const host = new ThreadHost((rank, message) => died.push([rank, message]));
  hosts.push(host);
  return host;
}

beforeEach(() => {
  [PlayedWorker.all, PlayedWorker.most] = [[], Number.POSITIVE_INFINITY];
  Object.assign(globalThis, { Worker: PlayedWorker });
});

afterEach(() => {
  for (const host of hosts.splice(0)) host.end();
  Object.assign(globalThis, { Worker });
});

describe('threads that are lent', () => {
  it('are as many as were asked for, 8 at most, each with the other end of a port', async () => {
    const host = hostOf();
    for (const [count, lent] of [
      [2, 2],
      [1e9, 8]
    ]) {
      const ports = host.lend('data:a', count);
      expect(ports).toHaveLength(lent);
      expect(running()).toHaveLength(lent);
      for (const [rank, { url, asked }] of running().entries()) {
        expect([url, asked?.type]).toEqual(['data:a', 'serve']);
        const heard = new Promise(resolve => {
          ports[rank].onmessage = ({ data }) => resolve(data);
        });
        asked?.port.postMessage(rank);
        expect(await heard).toBe(rank);
      }
    }
  });

  it('end where others take their place, or none', () => {
    const host = hostOf();
    host.lend('data:a', 3);
    host.lend('data:a', 2);
    expect(running()).toHaveLength(2);
    expect(host.lend('data:a', 0)).toEqual([]);
    expect(running()).toEqual([]);
  });

  it('are within a budget, however often they are asked for', () => {
    const host = hostOf();
    const lent = Array.from({ length: 100 }, () => host.lend('data:a', 8).length);
    expect(lent.filter(count => count > 0)).toHaveLength(20);
    expect(running()).toEqual([]);
  });

  it('are all or none', () => {
    PlayedWorker.most = 2;
    expect(hostOf().lend('data:a', 3)).toEqual([]);
    expect(running()).toEqual([]);
  });

  it('are told of where one dies by itself, of those that run', () => {
    const died: unknown[] = [];
    const host = hostOf(died);
    let prevented = 0;
    const event = { preventDefault: () => prevented++, message: 'boom' };
    host.lend('data:a', 2);
    const [, old] = running();
    old.onerror(event);
    expect([died, prevented]).toEqual([[[1, 'boom']], 1]);
    host.lend('data:a', 2);
    old.onerror(event);
    expect(died).toHaveLength(1);
  });
});
