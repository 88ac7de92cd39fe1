import { describe, expect, it } from '@jest/globals';
import { isTsCell, parseCell, UsageError } from '../../src/cell/index.js';

describe('isTsCell', () => {
  it.each([
    ['%%ts', true],
    ['%%ts\n1', true],
    ['%%ts --fresh\n1', true],
    ['%%ts\r\n1', true],
    ['%%tsx\n1', false],
    [' %%ts\n1', false],
    ['\n \n%%ts\n1', true],
    ['# x\n%%ts', false],
    ['%%time', false],
    ['', false]
  ])('%j: %s', (source, expected) => {
    expect(isTsCell(source)).toBe(expected);
  });
});

describe('parseCell', () => {
  it('reads options and keeps the lines', () => {
    expect(parseCell('%%ts --timeout 2.5 --fresh\na\nb')).toEqual({
      options: {
        device: 'cpu',
        timeout: 2.5,
        fresh: true,
        help: false,
        inputs: [],
        outputs: []
      },
      source: '\na\nb'
    });
    expect(parseCell('\n\n%%ts --fresh\na')).toMatchObject({
      options: { fresh: true },
      source: '\n\n\na'
    });
    expect(parseCell('%%ts --timeout=3').options.timeout).toBe(3);
    expect(parseCell('%%ts --help').options.help).toBe(true);
    const { inputs, outputs } = parseCell('%%ts -i A,b -o=X --in c').options;
    expect([inputs, outputs]).toEqual([['A', 'b', 'c'], ['X']]);
    expect(parseCell('%%ts --device webgpu').options.device).toBe('webgpu');
  });

  it.each([
    '--nope',
    'A',
    '-x',
    '--device',
    '--device cuda',
    '-i',
    '-i 1a',
    '-o A-b',
    '-i lambda',
    '--timeout',
    '--timeout x',
    '--timeout -1',
    '--timeout 0'
  ])('refuses %s with the usage', options => {
    expect(() => parseCell(`%%ts ${options}\n1`)).toThrow(UsageError);
    expect(() => parseCell(`%%ts ${options}\n1`)).toThrow(/%%ts \[options\]/);
  });
});
