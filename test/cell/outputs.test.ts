import { describe, expect, it } from '@jest/globals';
import { OutputQueue } from '../../src/cell/outputs.js';
import type { Output } from '../../src/cell/protocol.js';

const text = (value: string): Output => ({ kind: 'stream', name: 'stdout', text: value });
const later = (value: string, ms: number) =>
  new Promise<Output>(resolve => setTimeout(() => resolve(text(value)), ms));

function queue() {
  const sent: string[] = [];
  const outputs = new OutputQueue(output => sent.push((output as { text: string }).text));
  return { sent, outputs };
}

describe('outputs', () => {
  it('are sent at once where nothing is waited for', () => {
    const { sent, outputs } = queue();
    outputs.add(text('a'));
    expect(sent).toEqual(['a']);
  });

  it('keep their order where some are waited for', async () => {
    const { sent, outputs } = queue();
    outputs.add(later('slow', 20));
    outputs.add(text('between'));
    outputs.add(later('quick', 1));
    outputs.add(text('last'));
    expect(sent).toEqual([]);
    await outputs.settled();
    expect(sent).toEqual(['slow', 'between', 'quick', 'last']);
    outputs.add(text('after'));
    expect(sent.at(-1)).toBe('after');
  });

  it('tell of one that never came, once, and lose no other', async () => {
    const { sent, outputs } = queue();
    outputs.add(Promise.reject(new Error('lost')));
    outputs.add(text('kept'));
    await expect(outputs.settled()).rejects.toThrow('lost');
    expect(sent).toEqual(['kept']);
    await expect(outputs.settled()).resolves.toBeUndefined();
  });
});
