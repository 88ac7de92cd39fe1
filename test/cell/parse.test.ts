import { describe, expect, it } from '@jest/globals';
import {
  DEVICE_NAMES,
  isTsCell,
  LIBRARY_NAMES,
  parseCell,
  programOf,
  UsageError
} from '../../src/cell/index.js';
import { DEVICES, LIBRARIES } from '../../src/engine/internal.js';

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
    const { device, library } = parseCell('%%ts --device kernel --library torch:cuda:0').options;
    expect([device, library]).toEqual(['kernel', 'torch:cuda:0']);
  });

  it('knows the devices and libraries of the engine', () => {
    expect(DEVICE_NAMES).toEqual(DEVICES);
    expect(LIBRARY_NAMES).toEqual(LIBRARIES);
  });

  it.each([
    '--nope',
    'A',
    '-x',
    '--device',
    '--device cuda',
    '--library',
    '--library pandas',
    '--library torch:',
    '--library torch:cuda:0:1',
    '-i',
    '-i 1a',
    '-o A-b',
    '-i lambda',
    '--timeout',
    '--timeout x',
    '--timeout -1',
    '--timeout 0',
    '-i A,A',
    '-o X -o X',
    '-o __name__',
    '-i __import__',
    '-o a,b;import'
  ])('refuses %s with the usage', options => {
    expect(() => parseCell(`%%ts ${options}\n1`)).toThrow(UsageError);
    expect(() => parseCell(`%%ts ${options}\n1`)).toThrow(/%%ts \[options\]/);
  });

  it('says of a name why it cannot be, and what to write', () => {
    const said = (options: string) => {
      try {
        parseCell(`%%ts ${options}\n1`);
        return 'nothing';
      } catch (error) {
        return (error as Error).message.split('\n')[0];
      }
    };
    for (const name of ['new', 'let', 'enum', 'interface', 'undefined', 'arguments', 'eval']) {
      expect(said(`-i ${name}`)).toBe(
        `%%ts: -i ${name}: TypeScript has no variable of the name ${name}, which is a word of the language; give it another name in a Python cell, as in ${name}_1 = …, and write that after -i`
      );
    }
    expect(said('-i class')).toContain('class is a keyword of Python');
    expect(said('-o lambda')).toContain('give the variable another name in the cell');
    expect(said('-o X,Y --out X')).toContain('-o X: it stands there twice');
    expect(said('-i __x')).toContain('names that begin with __');
    expect(said('-o \uFB01')).toContain('Python writes this name fi; write it so');
    expect(said('-i e\u0301')).toContain('Python writes this name \u00E9');
    expect(said('-i a$')).toContain('wants names of variables');
  });

  it('takes spaces around the commas of a list, and says which comma is one too many', () => {
    for (const list of ['a, b', 'a ,b', 'a ,  b', 'a,b', 'a\t,\tb']) {
      const { inputs, outputs } = parseCell(`%%ts -i ${list} -o=${list} --fresh\n1`).options;
      expect([inputs, outputs]).toEqual([
        ['a', 'b'],
        ['a', 'b']
      ]);
      expect(parseCell(`%%ts --in=${list}`).options.inputs).toEqual(['a', 'b']);
      expect(programOf(`%%ts -i ${list} --fresh\n1`).inputs).toEqual({ a: 'any', b: 'any' });
    }
    expect(parseCell('%%ts -i α, Δx ,größe').options.inputs).toEqual(['α', 'Δx', 'größe']);
    for (const list of ['a,', 'a ,', ',a', 'a, --fresh', 'a,,b', 'a, ,b']) {
      expect(() => parseCell(`%%ts -i ${list}\n1`)).toThrow(
        /a comma has no name beside it; write -i a(,b)?\n/
      );
    }
    expect(() => parseCell('%%ts -i a b\n1')).toThrow('a comma between them: -i a,b');
  });

  it('takes names that both languages have, whatever their script', () => {
    const { inputs, outputs } = parseCell('%%ts -i λ,größe,行列 -o x1,_y,match,A').options;
    expect(inputs).toEqual(['λ', 'größe', '行列']);
    expect(outputs).toEqual(['x1', '_y', 'match', 'A']);
    expect(programOf('%%ts -i λ,new,b\n1').inputs).toEqual({ λ: 'any', b: 'any' });
  });
});
