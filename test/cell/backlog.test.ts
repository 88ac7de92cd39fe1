/** Outputs that wait to be sent, and which of them take the place of others. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Backlog } from '../../src/cell/backlog.js';
import { parse } from '../../src/cell/packet.js';
import type { Output } from '../../src/cell/protocol.js';

const stream = (text: string): Output => ({ kind: 'stream', name: 'stdout', text });
const display = (text: string, id?: string): Output => ({
  kind: 'display',
  data: { 'text/plain': text },
  ...(id && { id })
});
const clear = (wait = false): Output => ({ kind: 'clear', wait });

function filled(outputs: readonly Output[]): Backlog {
  const backlog = new Backlog();
  for (const output of outputs) {
    backlog.addOutput(output, { text: JSON.stringify({ type: 'output', output }), buffers: [] });
  }
  return backlog;
}

/** All that waits, in short: `a`, `id=b`, `clear`, `clear?`. */
function dump(backlog: Backlog): string {
  const words = parse(backlog.take({ characters: Number.POSITIVE_INFINITY }).text).map(message => {
    const { output, type } = message as { type: string; output: Output };
    if (!output) return type;
    if (output.kind === 'clear') return output.wait ? 'clear?' : 'clear';
    const text =
      output.kind === 'stream' ? output.text : 'data' in output ? output.data['text/plain'] : '';
    return output.kind === 'display' && output.id ? `${output.id}=${text}` : text;
  });
  return words.join(' ');
}

describe('outputs that wait', () => {
  it('keep their order, and the last of those with one name in the place of the first', () => {
    const updates = Array.from({ length: 100_000 }, (_, i) => display(`${i}`, 'bar'));
    const backlog = filled([
      stream('a'),
      display('0', 'bar'),
      display('x'),
      ...updates,
      stream('b')
    ]);
    expect(backlog.length).toBe(4);
    expect(dump(backlog)).toBe('a bar=99999 x b');
    expect(backlog.size).toBe(0);
  });

  it.each([
    [[stream('a'), clear(), stream('b')], 'clear b'],
    [[stream('a'), clear(true), stream('b')], 'clear? b'],
    // Nothing came after it: what was there stays.
    [[stream('a'), clear(true)], 'a clear?'],
    [[stream('a'), clear(true), clear()], 'clear'],
    [[stream('a'), clear(), clear(true)], 'clear'],
    [[display('1', 'x'), clear(), display('2', 'x')], 'clear x=2'],
    [
      [display('1', 'x'), clear(true), display('2', 'x'), clear(true), display('3', 'x')],
      'clear? x=3'
    ]
  ])('of %j is sent %j', (outputs, expected) => {
    expect(dump(filled(outputs))).toBe(expected);
  });

  it('are two after a loop that clears and draws', () => {
    const loop = Array.from({ length: 50_000 }, (_, i) => [clear(true), display(`${i}`)]).flat();
    expect(dump(filled(loop))).toBe('clear? 49999');
  });

  it('are taken in pieces of a size, never none', () => {
    const backlog = filled([display('x'.repeat(1000)), display('y'), display('z')]);
    const pieces = [10, 10_000, 10].map(
      most => parse(backlog.take({ characters: most }).text).length
    );
    expect(pieces).toEqual([1, 2, 0]);
  });

  it('are gathered where they are printed, each stream for itself', () => {
    const lines = ['a', 'b', 'c'].map(stream);
    expect(dump(filled([...lines, display('x'), ...lines]))).toBe('abc x abc');
    const long = filled([stream('x'.repeat(16_000)), stream('y'.repeat(16_000))]);
    expect(long.length).toBe(2);
    expect(long.size).toBeGreaterThan(32_000);
  });

  it('are taken with the bytes beside them', () => {
    const backlog = new Backlog();
    for (let i = 0; i < 3; i++) backlog.add({ text: '{}', buffers: [new ArrayBuffer(100)] });
    expect(backlog.bytes).toBe(300);
    const most = { characters: 1000, messages: 9, bytes: 250 };
    expect(backlog.take(most).buffers).toHaveLength(2);
    expect(backlog.bytes).toBe(100);
  });

  it('leave the notebook as if all had been sent', () => {
    const step = fc.constantFrom('text', 'a', 'b', 'c', 'clear', 'clear?');
    const property = fc.property(fc.array(step, { maxLength: 30 }), steps => {
      const outputs = steps.map((name, i): Output => {
        if (name.startsWith('clear')) return clear(name === 'clear?');
        return display(`${i}`, name === 'text' ? undefined : name);
      });
      const sent = parse(filled(outputs).take({ characters: Number.POSITIVE_INFINITY }).text);
      expect(shown(sent.map(message => (message as { output: Output }).output))).toEqual(
        shown(outputs)
      );
    });
    fc.assert(property, { seed: 12, numRuns: 2000 });
  });
});

/** The outputs of a cell as a notebook shows them. */
function shown(outputs: readonly Output[]): string[] {
  let list: { text: string; id?: string }[] = [];
  let isClearing = false;
  for (const output of outputs) {
    if (output.kind === 'clear') {
      if (!output.wait) list = [];
      isClearing = output.wait;
      continue;
    }
    if (isClearing) list = [];
    isClearing = false;
    if (output.kind !== 'display') continue;
    const text = String(output.data['text/plain']);
    const before = output.id && list.find(({ id }) => id === output.id);
    if (before) before.text = text;
    else list.push({ text, id: output.id });
  }
  return list.map(({ text }) => text);
}
