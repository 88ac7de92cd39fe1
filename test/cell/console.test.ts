import { describe, expect, it } from '@jest/globals';
import { installConsole } from '../../src/cell/console.js';
import type { Output } from '../../src/cell/protocol.js';
import { until } from '../support/until.js';

function printer() {
  const sent: Output[] = [];
  const target = Object.create(console) as Console;
  const { flush } = installConsole(target, output => sent.push(output));
  const text = () => sent.map(output => (output as { text: string }).text).join('');
  return { sent, target, flush, text };
}

describe('the console of a cell', () => {
  it('sends what is little at once, so that nothing is lost to an interrupt', () => {
    const { sent, target } = printer();
    target.log('before the loop');
    expect(sent).toEqual([{ kind: 'stream', name: 'stdout', text: 'before the loop\n' }]);
  });

  it('gathers what is much, and loses none of it', () => {
    const { sent, target, flush, text } = printer();
    const lines = Array.from({ length: 100_000 }, (_, i) => `${i}\n`);
    for (const line of lines) target.log(line.trimEnd());
    flush();
    expect(text()).toBe(lines.join(''));
    // 200 at once, then what each second earns and one each 50 ms: far from one message a line.
    expect(sent.length).toBeLessThan(10_000);
  });

  it('sends the rest by itself when the cell has ended', async () => {
    const { sent, target, text } = printer();
    for (let i = 0; i < 1000; i++) target.log('x');
    await until(() => text() === 'x\n'.repeat(1000));
    expect(sent.length).toBeGreaterThan(0);
  });

  it('asserts, and shows tables among what it prints', () => {
    const { sent, target } = printer();
    target.assert(true, 'no');
    target.assert(false, 'yes');
    target.table([1]);
    target.table(7);
    const [assertion, table, plain] = sent;
    expect([assertion, plain]).toEqual([
      { kind: 'stream', name: 'stderr', text: 'Assertion failed: yes\n' },
      { kind: 'stream', name: 'stdout', text: '7\n' }
    ]);
    const { kind, data } = table as Extract<Output, { kind: 'display' }>;
    expect(kind).toBe('display');
    expect(data['text/plain']).toMatch(/^┌─[\s\S]*│ 0 {7}│ 1[\s\S]*┘$/);
  });

  it('indents groups, counts, and warns in the words of Node', () => {
    const { target, text } = printer();
    target.log();
    target.group('a');
    target.log('1\n2');
    target.group();
    target.count();
    target.groupEnd();
    target.groupEnd();
    target.groupEnd();
    target.count();
    target.countReset();
    target.count();
    target.timeEnd('t');
    target.countReset('c');
    target.dir({ a: { b: { c: {} } } }, { depth: 0 });
    target.assert(false, { a: 1 });
    target.assert(false);
    target.assert(false, '%d', 4);
    expect(text().split('\n')).toEqual([
      '',
      'a',
      '  1',
      '  2',
      '    default: 1',
      'default: 2',
      'default: 1',
      "Warning: No such label 't' for console.timeEnd()",
      "Warning: Count for 'c' does not exist",
      '{ a: [Object] }',
      'Assertion failed { a: 1 }',
      'Assertion failed',
      'Assertion failed: 4',
      ''
    ]);
  });

  it('tells times, and traces without places that are none of cells', () => {
    const { target, text } = printer();
    target.time('t');
    target.time('t');
    target.timeLog('t', 7);
    target.timeEnd('t');
    target.trace('here');
    expect(text()).toMatch(
      /^Warning: Label 't' already exists for console.time\(\)\nt: [\d.]+ms 7\nt: [\d.]+ms\nTrace: here\n$/
    );
  });

  it('is bounded in groups and names', () => {
    const { target, flush, text } = printer();
    for (let i = 0; i < 100_000; i++) target.group();
    for (let i = 0; i < 3000; i++) target.count(`${i}`);
    for (let i = 0; i < 100_000; i++) target.groupEnd();
    target.log('end');
    flush();
    expect(text()).toMatch(/\nend\n$/);
    expect(text().length).toBeLessThan(1e6);
  });
});
