/** The threads that help cells, on the frame's side, with workers that are played here. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HelperHost } from '../../src/cell/helper-host.js';
import { Board, type IJoinRequest, type ILent } from '../../src/engine/internal.js';

const MODULE = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]).buffer;
const { navigator, Worker } = globalThis;

class PlayedWorker {
  static all: PlayedWorker[] = [];
  asked?: IJoinRequest;
  isTerminated = false;
  onerror: (event: object) => void = () => undefined;

  constructor(readonly url: string) {
    PlayedWorker.all.push(this);
  }

  postMessage(request: IJoinRequest): void {
    this.asked = request;
  }

  terminate(): void {
    this.isTerminated = true;
  }
}

function hostOf(cores: number, isIsolated = true): HelperHost | undefined {
  const value = { hardwareConcurrency: cores };
  Object.defineProperty(globalThis, 'navigator', { value, configurable: true });
  Object.assign(globalThis, { crossOriginIsolated: isIsolated });
  return HelperHost.open(MODULE);
}

/** Lets a helper sit down at its work. */
function sit({ board }: ILent, rank: number): void {
  Atomics.store(new Int32Array(board, 0), 96 + 32 * rank, 2);
}

const running = () => PlayedWorker.all.filter(({ isTerminated }) => !isTerminated);

beforeEach(() => {
  PlayedWorker.all = [];
  Object.assign(globalThis, { Worker: PlayedWorker });
});

afterEach(() => {
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
  Object.assign(globalThis, { Worker, crossOriginIsolated: undefined });
});

describe('the helpers of a sandbox', () => {
  it('are none where memory is not shared, and with one core', () => {
    expect(hostOf(4, false)).toBeUndefined();
    expect(hostOf(1)).toBeUndefined();
    expect(hostOf(4)).toBeDefined();
  });

  it('are as many as the other cores, seven at most, and begin when they are asked for', async () => {
    for (const [cores, helpers] of [
      [2, 1],
      [64, 7]
    ]) {
      PlayedWorker.all = [];
      const host = hostOf(cores) as HelperHost;
      expect(host.lent.count).toBe(helpers + 1);
      expect(running()).toEqual([]);
      expect(await host.start('data:a')).toBe(false);
      expect(running().map(({ asked }) => asked?.rank)).toEqual(
        Array.from({ length: helpers }, (_, i) => i + 1)
      );
      expect(
        running().every(({ url, asked }) => url === 'data:a' && asked?.lent === host.lent)
      ).toBe(true);
      host.dispose();
      expect(running()).toEqual([]);
    }
  });

  it('take the place of those before, however often they are asked for, within a bound', async () => {
    const host = hostOf(3) as HelperHost;
    for (let i = 0; i < 100; i++) await host.start('data:a');
    expect(running()).toHaveLength(2);
    expect(PlayedWorker.all.length).toBeLessThan(60);
    await Promise.all([host.start('data:a'), host.start('data:a')]);
    expect(running()).toHaveLength(2);
  });

  it('start no more once the sandbox has ended', async () => {
    const host = hostOf(3) as HelperHost;
    const started = host.start('data:a');
    host.dispose();
    await started;
    expect(running()).toEqual([]);
  });

  it('have other memory where one died at work, and the same where it did not', async () => {
    const host = hostOf(3) as HelperHost;
    const { lent } = host;
    const board = new Board(lent.board);
    await host.start('data:a');
    let prevented = 0;
    const event = { preventDefault: () => prevented++ };
    running()[0].onerror(event);
    expect([board.hasFailed, prevented]).toEqual([false, 1]);
    expect(await host.start('data:a')).toBe(false);
    expect(host.lent).toBe(lent);
    sit(lent, 2);
    running()[1].onerror(event);
    expect(board.hasFailed).toBe(true);
    expect(await host.start('data:a')).toBe(true);
    expect(host.lent).not.toBe(lent);
    expect(running().map(({ asked }) => asked?.lent === host.lent)).toEqual([true, true]);
    // Ended while it works, whoever asked for that.
    const next = new Board(host.lent.board);
    sit(host.lent, 1);
    await host.start('data:a');
    expect(next.hasFailed).toBe(true);
  });
});
