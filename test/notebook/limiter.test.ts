import { describe, expect, it } from '@jest/globals';
import type { Output } from '../../src/cell/index.js';
import { OutputLimiter } from '../../src/notebook/limiter.js';

const text = (value: string): Output => ({ kind: 'stream', name: 'stdout', text: value });

describe('a cell’s outputs', () => {
  it('pass where they are few', () => {
    const limiter = new OutputLimiter();
    const output = text('hello\n');
    expect(limiter.accept(output)).toBe(output);
    expect(limiter.finish()).toEqual([]);
  });

  it('are cut where a loop prints a million lines, and the last lines are told', () => {
    const limiter = new OutputLimiter();
    let shown = 0;
    for (let i = 0; i < 1_000_000; i += 100) {
      const lines = Array.from({ length: 100 }, (_, k) => `line ${i + k}\n`).join('');
      const accepted = limiter.accept(text(lines));
      if (accepted?.kind === 'stream') shown += accepted.text.length;
    }
    expect(shown).toBe(200_000);
    const [note] = limiter.finish();
    expect(note).toMatchObject({ kind: 'stream', name: 'stderr' });
    const told = (note as { text: string }).text;
    expect(told).toMatch(/98\d,\d\d\d lines are not shown/);
    expect(told).toContain('line 999999');
    expect(told.length).toBeLessThan(3000);
  });

  it('are counted where a loop displays without end, unless they replace one another', () => {
    const limiter = new OutputLimiter();
    const display = (id?: string): Output => ({ kind: 'display', data: { 'text/plain': 'x' }, id });
    let shown = 0;
    for (let i = 0; i < 5000; i++) if (limiter.accept(display())) shown++;
    for (let i = 0; i < 5000; i++) expect(limiter.accept(display('bar'))).toBeDefined();
    expect(shown).toBe(1000);
    expect((limiter.finish()[0] as { text: string }).text).toContain('4,000 outputs are not shown');
    expect(limiter.accept({ kind: 'error', name: 'E', message: '', traceback: [] })).toBeDefined();
  });
});
