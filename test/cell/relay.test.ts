/** The relay between the page and the sandbox, over real ports and a worker that is played here. */
import { afterEach, describe, expect, it } from '@jest/globals';
import type { HelperHost } from '../../src/cell/helper-host.js';
import { type IPacket, parse } from '../../src/cell/packet.js';
import type { Output } from '../../src/cell/protocol.js';
import { type FromRelay, Relay, type ToRelay } from '../../src/cell/relay.js';
import { until } from '../support/until.js';

const ends: (() => void)[] = [];

afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** A worker that hands out the port that it is given. */
class PlayedWorker {
  static last: PlayedWorker;
  port!: MessagePort;
  lent?: unknown;
  isTerminated = false;
  onerror: unknown;

  constructor() {
    PlayedWorker.last = this;
  }

  postMessage({ port, lent }: { port: MessagePort; lent?: unknown }): void {
    this.port = port;
    this.lent = lent;
  }

  terminate(): void {
    this.isTerminated = true;
  }
}

/** A host of helpers, whose memory is a name here. */
class PlayedHelpers {
  lent = 'first';
  readonly started: string[] = [];
  isDisposed = false;

  async start(script: string): Promise<boolean> {
    this.started.push(script);
    const isNew = this.started.length > 1;
    if (isNew) this.lent = 'second';
    return isNew;
  }

  dispose(): void {
    this.isDisposed = true;
  }
}

/** Waits until the relay has dealt with all that it was told. */
async function answered(tell: (message: ToRelay) => void, heard: FromRelay[]): Promise<void> {
  const alive = () => heard.filter(({ type }) => type === 'alive').length;
  const before = alive();
  tell({ type: 'ping' });
  await until(() => alive() > before);
}

async function started(helpers?: PlayedHelpers) {
  Object.assign(globalThis, { Worker: PlayedWorker });
  const { port1, port2 } = new MessageChannel();
  const heard: FromRelay[] = [];
  port1.onmessage = ({ data }: MessageEvent<FromRelay>) => heard.push(data);
  const open = helpers && (() => helpers as unknown as HelperHost);
  const relay = new Relay(port2 as unknown as MessagePort, open);
  const tell = (message: ToRelay) => port1.postMessage(message);
  tell({ type: 'load', script: '' });
  tell({
    type: 'start',
    init: { type: 'init', wasm: new ArrayBuffer(8), sharedWasm: new ArrayBuffer(8), gpu: {} }
  });
  await until(() => PlayedWorker.last?.port !== undefined);
  const worker = PlayedWorker.last;
  ends.push(() => {
    relay.dispose();
    port1.close();
    worker.port.close();
    PlayedWorker.last = undefined as unknown as PlayedWorker;
  });
  const post = (...messages: unknown[]) =>
    worker.port.postMessage({ text: JSON.stringify(messages), buffers: messages.map(() => []) });
  const packets = () =>
    heard.flatMap(message => (message.type === 'packet' ? [message.packet] : []));
  return { worker, heard, tell, post, packets };
}

const messagesOf = (packets: readonly IPacket[]) => packets.flatMap(({ text }) => parse(text));
const update = (text: string) => ({
  type: 'output',
  output: { kind: 'display', data: { 'text/plain': text }, id: 'bar' }
});

describe('the relay', () => {
  it('lends the worker memory that helpers share, and other memory where they died', async () => {
    const helpers = new PlayedHelpers();
    const { worker, heard, tell } = await started(helpers);
    expect(worker.lent).toBe('first');
    const told: unknown[] = [];
    worker.port.onmessage = ({ data }) => told.push(data);
    tell({ type: 'helpers', script: 'data:a' });
    tell({ type: 'helpers', script: 'data:b' });
    await until(() => told.length > 0);
    expect(helpers.started).toEqual(['data:a', 'data:b']);
    expect(told).toEqual([{ type: 'helpers', lent: 'second' }]);
    worker.port.close();
    await until(() => heard.some(({ type }) => type === 'ended'));
    expect(helpers.isDisposed).toBe(true);
  });

  it('lends threads, each by a port, says which has died, and ends them with the worker', async () => {
    const { worker, heard, tell } = await started();
    const told: { type: string; ports?: MessagePort[] }[] = [];
    worker.port.onmessage = ({ data }) => told.push(data);
    tell({ type: 'threads', script: 'data:a', count: 2 });
    await until(() => told.length === 1);
    expect([told[0].type, told[0].ports?.length]).toEqual(['threads', 2]);
    const thread = PlayedWorker.last;
    expect([thread === worker, thread.isTerminated]).toEqual([false, false]);
    const died = thread.onerror as (event: object) => void;
    died({ preventDefault: () => undefined, message: 'x'.repeat(1e6) });
    await until(() => told.length === 2);
    expect(told[1]).toEqual({ type: 'died', rank: 1, message: 'x'.repeat(2000) });
    for (const port of told[0].ports ?? []) port.close();
    worker.port.close();
    await until(() => heard.some(({ type }) => type === 'ended'));
    expect(thread.isTerminated).toBe(true);
    tell({ type: 'threads', script: 'data:a', count: 2 });
    tell({ type: 'ping' });
    await until(() => heard.filter(({ type }) => type === 'alive').length === 2);
    expect(PlayedWorker.last).toBe(thread);
  });

  it('tells of threads whose place others take, or none', async () => {
    const { worker, tell } = await started();
    const told: { type: string; ports?: MessagePort[] }[] = [];
    worker.port.onmessage = ({ data }) => told.push(data);
    tell({ type: 'threads', script: 'data:a', count: 1 });
    tell({ type: 'threads', script: 'data:a', count: 1 });
    tell({ type: 'threads', count: 1 });
    await until(() => told.length === 5);
    const ports = told.flatMap(message => message.ports ?? []);
    const replaced = { type: 'died', rank: 0, message: 'others were asked for' };
    expect([told[1], told[3]]).toEqual([replaced, replaced]);
    expect([told[0], told[2], told[4]].map(message => message.ports?.length)).toEqual([1, 1, 0]);
    for (const port of ports) port.close();
  });

  it('ends threads at an interrupt, whoever holds their ports, and says so', async () => {
    const { worker, tell } = await started();
    const told: { type: string; ports?: MessagePort[] }[] = [];
    worker.port.onmessage = ({ data }) => told.push(data);
    const message = { type: 'interrupt', id: 1, name: 'Interrupted', message: '' } as const;
    tell({ type: 'send', message, transfer: [] });
    tell({ type: 'threads', script: 'data:a', count: 2 });
    await until(() => told.length === 2);
    expect(told.map(({ type }) => type)).toEqual(['interrupt', 'threads']);
    const thread = PlayedWorker.last;
    expect(thread.isTerminated).toBe(false);
    tell({ type: 'send', message, transfer: [] });
    await until(() => told.length === 4);
    expect(thread.isTerminated).toBe(true);
    expect(told.slice(2)).toEqual([message, { type: 'died', rank: 0, message: 'interrupted' }]);
    for (const port of told[1].ports ?? []) port.close();
  });

  it('lends none in the page', async () => {
    const { worker, tell } = await started();
    expect(worker.lent).toBeUndefined();
    tell({ type: 'helpers', script: 'data:a' });
  });

  it('hands over two packets, and the next when one is taken, what waits being the newest', async () => {
    const { heard, tell, post, packets } = await started();
    for (let i = 0; i < 500; i++) post(update(`${i}`));
    await until(() => packets().length === 2);
    tell({ type: 'ping' });
    // Both ways through the ports, so that all has arrived.
    await until(() => heard.filter(({ type }) => type === 'alive').length === 2);
    expect(packets()).toHaveLength(2);
    tell({ type: 'taken' });
    await until(() => packets().length === 3);
    expect(messagesOf(packets().slice(2))).toEqual([update('499')]);
  });

  it('ends a worker that sends too much, and says so', async () => {
    const { worker, heard, post } = await started();
    for (let i = 0; i < 40_000; i++) post(update('x'));
    await until(() => heard.some(({ type }) => type === 'ended'));
    expect(heard.at(-1)).toEqual({ type: 'ended', why: 'flood' });
    expect(worker.isTerminated).toBe(true);
  });

  it('ends a worker whose messages the page does not take', async () => {
    const { heard, post } = await started();
    const value = (i: number) => ({ type: 'gpu', request: { i } });
    for (let k = 0; k < 6; k++) post(...Array.from({ length: 10_000 }, (_, i) => value(i)));
    await until(() => heard.some(({ type }) => type === 'ended'));
    expect(heard.at(-1)).toEqual({ type: 'ended', why: 'flood' });
  });

  it('says that a worker is gone, after all that it had sent', async () => {
    const { worker, heard, tell, post, packets } = await started();
    for (let i = 0; i < 10; i++)
      post({ type: 'output', output: { kind: 'display', data: { 'text/plain': `${i}` } } });
    await until(() => packets().length === 2);
    worker.port.close();
    for (let i = 0; i < 10; i++) tell({ type: 'taken' });
    await until(() => heard.some(({ type }) => type === 'ended'));
    expect(heard.at(-1)).toEqual({ type: 'ended', why: 'closed' });
    expect(messagesOf(packets())).toHaveLength(10);
  });

  it('hands over little at a time, and printed text in few pieces', async () => {
    const { tell, post, packets } = await started();
    const shown = { kind: 'display', data: { 'text/plain': 'x'.repeat(1000) } };
    post(...Array.from({ length: 900 }, () => ({ type: 'output', output: shown })));
    const line = { kind: 'stream', name: 'stdout', text: 'x\n' };
    post(...Array.from({ length: 9000 }, () => ({ type: 'output', output: line })));
    for (let i = 0; i < 30; i++) tell({ type: 'taken' });
    const isText = (it: unknown) => JSON.stringify(it).includes('stream');
    const printed = () => messagesOf(packets()).filter(isText) as { output: { text: string } }[];
    await until(
      () => printed().reduce((sum, { output }) => sum + output.text.length, 0) === 18_000
    );
    expect(printed().length).toBeLessThan(5);
    const counts = packets().map(({ text }) => parse(text).length);
    expect(Math.max(...counts)).toBeLessThanOrEqual(100);
    expect(Math.max(...packets().map(({ text }) => text.length))).toBeLessThan(150_000);
  });

  it('hands over one result and one error of a cell', async () => {
    const { tell, post, packets } = await started();
    const error = { kind: 'error', name: 'E', message: 'm', traceback: [] };
    const result = { kind: 'result', data: { 'text/plain': '1' } };
    const outputs = [error, result, { kind: 'clear', wait: false }, error, result];
    for (let i = 0; i < 50; i++) post(...outputs.map(output => ({ type: 'output', output })));
    post({ type: 'ready' });
    for (let i = 0; i < 99; i++) tell({ type: 'taken' });
    await until(() => JSON.stringify(packets()).includes('ready'));
    const kinds = messagesOf(packets()).map(it => (it as { output?: Output }).output?.kind);
    expect(kinds.filter(kind => kind === 'error').length).toBeLessThan(2);
    expect(kinds.filter(kind => kind === 'result').length).toBeLessThan(2);
  });

  it('says once that a worker is broken, in few words', async () => {
    const { worker, heard, tell } = await started();
    const fail = worker.onerror as (event: object) => void;
    const event = { preventDefault: () => undefined, message: 'x'.repeat(1e6) };
    for (let i = 0; i < 100; i++) fail(event);
    await until(() => heard.some(({ type }) => type === 'broken'));
    // It is answered by the same way, after whatever else was said.
    await answered(tell, heard);
    const said = heard.filter(({ type }) => type === 'broken');
    expect(said).toHaveLength(1);
    expect(JSON.stringify(said).length).toBeLessThan(3000);
  });

  it('drops what is no output, and gives each cell a budget of its own', async () => {
    const { tell, post, packets, heard } = await started();
    const bad = [null, 1, {}, { kind: 'display' }, { kind: 'stream', text: 1 }, { kind: 'eval' }];
    post(...bad.map(output => ({ type: 'output', output })), update('good'));
    await until(() => packets().length === 1);
    expect(messagesOf(packets())).toEqual([update('good')]);
    const line = {
      type: 'output',
      output: { kind: 'stream', name: 'stdout', text: 'x'.repeat(300_000) }
    };
    post(line, { type: 'done', id: 1, ok: true, values: [] });
    tell({ type: 'taken' });
    await until(() =>
      messagesOf(packets()).some(message => (message as { type: string }).type === 'done')
    );
    const texts = JSON.stringify(messagesOf(packets()));
    expect(texts).toContain('a cell prints at most 200,000 characters');
    const run = { type: 'run', id: 2, count: 1, source: '', fresh: false } as const;
    const message = { ...run, device: 'cpu', library: 'numpy', inputs: [], outputs: [] } as const;
    tell({ type: 'taken' });
    tell({ type: 'send', message: { ...message, inputs: [], outputs: [] }, transfer: [] });
    const before = packets().length;
    // The run takes another way than the outputs: that it has come is told by what follows it.
    await answered(tell, heard);
    post({ type: 'output', output: { kind: 'stream', name: 'stdout', text: 'again' } });
    await until(() => packets().length > before);
    expect(JSON.stringify(messagesOf(packets()).at(-1))).toContain('again');
  });
});
