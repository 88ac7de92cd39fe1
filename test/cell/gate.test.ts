/** The way out of the sandbox: packets, the budget that is held against them, and the sandbox's own restraint. */
import { describe, expect, it, jest } from '@jest/globals';
import { Gate } from '../../src/cell/gate.js';
import { Outbox } from '../../src/cell/outbox.js';
import { fromPacket, type IPacket, parse, toPacket, toPiece } from '../../src/cell/packet.js';
import type { FromSandbox, Output } from '../../src/cell/protocol.js';

describe('a packet', () => {
  it('brings messages and their bytes across', () => {
    const data = new ArrayBuffer(16);
    const messages: FromSandbox[] = [
      { type: 'ready' },
      {
        type: 'done',
        id: 3,
        ok: true,
        values: [
          { name: 'A', dtype: 'float64', shape: [2], data },
          { name: 'text', json: '"é\\ud800"' }
        ],
        kept: ['A']
      },
      { type: 'gpu', request: { kind: 'write', handle: 1, data } },
      { type: 'gpu', request: { kind: 'free', handle: 1 } }
    ];
    expect(fromPacket(toPacket(messages.map(toPiece)))).toEqual(messages);
  });

  it('holds no half of a character, which would keep the notebook from being saved', () => {
    const output = (text: string) => ({ type: 'output', output: { kind: 'stream', text } });
    const texts = ['a\ud800b', '\udfff', 'é😀 \\ud800 \\\\ud800 \\\ud800'];
    const messages = fromPacket(
      toPacket(texts.map(text => ({ text: JSON.stringify(output(text)), buffers: [] })))
    );
    const expected = ['a\ufffdb', '\ufffd', 'é😀 \\ud800 \\\\ud800 \\\ufffd'];
    expect(messages).toEqual(expected.map(output));
  });

  it.each<[string, IPacket]>([
    ['text that is no JSON', { text: '[', buffers: [] }],
    ['no list', { text: '{}', buffers: [] }],
    ['fewer buffers than messages', { text: '[1,2]', buffers: [[]] }]
  ])('of %s holds nothing', (_, packet) => {
    expect(fromPacket(packet)).toEqual([]);
  });

  it('gives no bytes to what names none that are there', () => {
    const done = {
      type: 'done',
      id: 1,
      ok: true,
      values: [{ name: 'A', data: 7 }, { json: '__proto__' }, null]
    };
    const [message] = fromPacket({ text: JSON.stringify([done]), buffers: [[]] });
    expect(message).toMatchObject({ values: [{ name: 'A', data: undefined }, undefined, null] });
  });
});

describe('the gate', () => {
  const packet = (length = 10): IPacket => ({ text: 'x'.repeat(length), buffers: [] });

  it('lets an honest sandbox through for hours', () => {
    let now = 0;
    const gate = new Gate(() => now);
    let refused = 0;
    const large = packet(50_000);
    for (let i = 0; i < 1_000_000; i++) {
      now = i * 10;
      if (gate.admit(large) === 'exceeded') refused++;
    }
    expect(refused).toBe(0);
  });

  it('holds packets and characters against a flood, before any is read', () => {
    const flooded = (data: unknown) => {
      const gate = new Gate(() => 0);
      for (let i = 0; i < 100_000; i++) if (gate.admit(data) === 'exceeded') return i;
      return undefined;
    };
    expect(flooded(packet())).toBe(10_000);
    expect(flooded({ noise: true })).toBe(10_000);
    expect(flooded(packet(16 << 20))).toBe(8);
    expect(flooded(packet(33 << 20))).toBe(0);
    expect(flooded({ text: '', buffers: new Array(20_001).fill([]) })).toBe(0);
  });

  it.each([
    null,
    1,
    'text',
    [],
    {},
    { text: 1, buffers: [] },
    { text: '', buffers: 'x' },
    { text: '', buffers: [[1]] },
    { text: '', buffers: [new ArrayBuffer(1)] },
    { text: '', buffers: [[new Uint8Array(1)]] }
  ])('drops %j', data => {
    expect(new Gate().admit(data)).toBeUndefined();
  });
});

describe('the outbox', () => {
  const stream = (text: string): Output => ({ kind: 'stream', name: 'stdout', text });

  function opened() {
    const packets: IPacket[] = [];
    const outbox = new Outbox(packet => packets.push(packet));
    const outputs = () =>
      packets.flatMap(({ text }) => parse(text) as { type: string; output?: Output }[]);
    return { outbox, packets, outputs };
  }

  it('sends what a cell shows by hand at once, and before its end is told', () => {
    const { outbox, packets, outputs } = opened();
    outbox.output(stream('a'));
    expect(packets).toHaveLength(1);
    outbox.output({ kind: 'result', data: { 'text/plain': '1' } });
    outbox.send({ type: 'done', id: 1, ok: true, values: [], kept: [] });
    expect(outputs().map(({ type, output }) => output?.kind ?? type)).toEqual([
      'stream',
      'result',
      'done'
    ]);
  });

  it('never exceeds the budget, whatever a cell does without a pause', () => {
    const { outbox, packets, outputs } = opened();
    const gate = new Gate(() => 0);
    const start = performance.now();
    for (let i = 0; i < 100_000; i++) {
      outbox.output({ kind: 'display', data: { 'text/plain': `${i}` }, id: 'bar' });
      outbox.output({ kind: 'clear', wait: true });
      outbox.output(stream(`line ${i}\n`));
    }
    for (let i = 0; i < 20; i++) {
      outbox.output({ kind: 'display', data: { 'text/html': 'x'.repeat(7e6) }, id: 'large' });
    }
    outbox.send({ type: 'done', id: 1, ok: true, values: [], kept: [] });
    for (const packet of packets) expect(gate.admit(packet)).not.toBe('exceeded');
    // 200 at once, 200 more for each second that this machine takes, and what is sent at the end.
    const seconds = (performance.now() - start) / 1000;
    expect(packets.length).toBeLessThan(300 + 200 * seconds);
    expect(outputs().at(-1)?.type).toBe('done');
    const plains = outputs().map(({ output }) => output && 'text' in output && output.text);
    expect(plains.filter(Boolean).at(-1)).toContain('line 99999');
  });

  it('sends what it gathered when the cell lets timers run', () => {
    jest.useFakeTimers();
    try {
      const { outbox, outputs } = opened();
      for (let i = 0; i < 1000; i++) outbox.output(stream(`${i}\n`));
      const before = outputs().length;
      jest.advanceTimersByTime(10_000);
      expect(outputs().length).toBeGreaterThan(before);
      expect(
        outputs()
          .map(({ output }) => (output as { text: string }).text)
          .join('')
      ).toBe(Array.from({ length: 1000 }, (_, i) => `${i}\n`).join(''));
    } finally {
      jest.useRealTimers();
    }
  });
});
