import { describe, expect, it } from '@jest/globals';
import type { Output } from '../../src/cell/index.js';
import { OutputLimiter } from '../../src/cell/limiter.js';

const text = (value: string): Output => ({ kind: 'stream', name: 'stdout', text: value });
const display = (plain: string, id?: string): Output => ({
  kind: 'display',
  data: { 'text/plain': plain },
  id
});

/** Accepts an output of the size that it has. */
function offer(limiter: OutputLimiter, output: Output): Output | undefined {
  return limiter.accept(output, JSON.stringify(output).length);
}

function plainOf(output: Output | undefined): string {
  return output && 'data' in output ? String(output.data['text/plain']) : '';
}

describe('a cell’s outputs', () => {
  it('pass where they are few', () => {
    const limiter = new OutputLimiter();
    const output = text('hello\n');
    expect(offer(limiter, output)).toBe(output);
    expect(limiter.finish()).toEqual([]);
  });

  it('are cut where a loop prints a million lines, and the last lines are told', () => {
    const limiter = new OutputLimiter();
    let shown = 0;
    for (let i = 0; i < 1_000_000; i += 100) {
      const lines = Array.from({ length: 100 }, (_, k) => `line ${i + k}\n`).join('');
      const accepted = offer(limiter, text(lines));
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
    let shown = 0;
    for (let i = 0; i < 5000; i++) if (offer(limiter, display('x'))) shown++;
    expect(shown).toBe(1000);
    expect((limiter.finish()[0] as { text: string }).text).toContain('4,000 outputs are not shown');
    const error: Output = { kind: 'error', name: 'E', message: '', traceback: [] };
    expect(offer(limiter, error)).toEqual(error);
    const other = new OutputLimiter();
    for (let i = 0; i < 5000; i++) expect(offer(other, display('x', 'bar'))).toBeDefined();
    expect(other.finish()).toEqual([]);
  });

  it('have at most a thousand names', () => {
    const limiter = new OutputLimiter();
    let shown = 0;
    for (let i = 0; i < 20_001; i++) if (offer(limiter, display('x', `name ${i}`))) shown++;
    expect(shown).toBe(1000);
    expect(offer(limiter, display('x', 'name 7'))).toBeDefined();
    expect(offer(limiter, display('x', 'name 1007'))).toBeUndefined();
  });

  it('have no new names after a thousand, whatever was cleared between', () => {
    const limiter = new OutputLimiter();
    const names = new Set<unknown>();
    for (let i = 0; i < 5000; i++) {
      const shown = offer(limiter, display('x', `name ${i}`));
      if (shown && 'id' in shown) names.add(shown.id);
      offer(limiter, { kind: 'clear', wait: false });
    }
    expect(names.size).toBe(1000);
    expect(offer(limiter, display('y', 'name 0'))).toMatchObject({ id: 'name 0' });
    expect(offer(limiter, display('y', 'other'))).toEqual(display('y'));
  });

  it('are told by their size where one is too large, and by their beginning where it is text', () => {
    const limiter = new OutputLimiter();
    const html = { kind: 'display', data: { 'text/html': 'x'.repeat(24e6) }, id: 'a' } as const;
    expect(plainOf(offer(limiter, html))).toMatch(
      /an output of 23 MB is not shown: one may have 8/
    );
    const long = offer(limiter, { kind: 'result', data: { 'text/plain': 'y'.repeat(31e6) } });
    expect(plainOf(long)).toHaveLength(200_000 + '… and 30,800,000 characters more'.length);
  });

  it('have a budget together, which what is replaced or cleared gives back', () => {
    const limiter = new OutputLimiter();
    const data = { 'image/png': 'x'.repeat(7e6) };
    const large = (id?: string): Output => ({ kind: 'display', data, id });
    const offered = () => [1, 2, 3, 4, 5].map(() => offer(limiter, large()) !== undefined);
    expect(offered()).toEqual([true, true, true, false, false]);
    expect((limiter.finish()[0] as { text: string }).text).toContain('2 outputs are not shown');
    // A result is always there, if only by its size.
    expect(plainOf(offer(limiter, { kind: 'result', data }))).toContain('is not shown');
    offer(limiter, { kind: 'clear', wait: true });
    for (let i = 0; i < 20; i++) expect(offer(limiter, large('same'))).toBeDefined();
    expect(offered()).toEqual([true, true, false, false, false]);
  });

  it('are formulas that can be typeset while one waits', () => {
    const limiter = new OutputLimiter();
    const shown = (latex: string) =>
      Array.from({ length: 30 }, () =>
        offer(limiter, { kind: 'display', data: { 'text/latex': latex, 'text/plain': 'x' } })
      ).filter(Boolean).length;
    expect(shown('\\alpha '.repeat(4900))).toBe(9);
    expect((limiter.finish()[0] as { text: string }).text).toContain('formulas counted 80-fold');
    limiter.accept({ kind: 'clear', wait: false }, 0);
    expect(shown('\\alpha'.repeat(100))).toBe(30);
  });

  it('are errors of a length that can be read', () => {
    const limiter = new OutputLimiter();
    const [name, message] = ['N'.repeat(1e6), 'm'.repeat(1e7)];
    const traceback = new Array(100_000).fill('line'.repeat(100));
    const error = offer(limiter, { kind: 'error', name, message, traceback });
    expect(JSON.stringify(error).length).toBeLessThan(500_000);
  });
});
