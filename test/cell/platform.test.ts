/** Objects of the browser, whose fields are accessors of their prototypes, as text. */
import { expect, it } from '@jest/globals';
import { inspect } from '../../src/cell/inspect.js';
import { describePlatform } from '../../src/cell/platform.js';

/** A class as WebIDL makes them: enumerable accessors, and a tag. */
function asInterface<T extends { prototype: object; name: string }>(type: T): T {
  const { prototype, name } = type;
  for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(prototype)))
    if (descriptor.get) Object.defineProperty(prototype, key, { ...descriptor, enumerable: true });
  Object.defineProperty(prototype, Symbol.toStringTag, { value: name, configurable: true });
  return type;
}

const Track = asInterface(
  class Track {
    get length() {
      return 3;
    }
    get onended() {
      return null;
    }
    get broken() {
      throw new Error('detached');
    }
    get list() {
      return { deep: { deeper: { deepest: 1 } } };
    }
  }
);
const AudioTrack = asInterface(
  class AudioTrack extends Track {
    get rate() {
      return 44_100;
    }
  }
);
const Plain = class Plain {
  get hidden() {
    return 1;
  }
};
const URLSearchParams = asInterface(
  class URLSearchParams {
    *[Symbol.iterator]() {
      for (let i = 0; i < 120; i++) yield ['key', `${i}`];
    }
  }
);

describePlatform({ Track, AudioTrack, Plain, URLSearchParams, Error, Map, undefined });

it('shows what their accessors hold, the nearest class first', () => {
  expect(inspect(new AudioTrack())).toBe(
    'AudioTrack {\n  rate: 44100,\n  length: 3,\n  list: { deep: { deeper: [Object] } }\n}'
  );
  expect(inspect([new Track()], { depth: 0 })).toBe('[ [Track] ]');
});

it('shows own fields, also of a class that a cell derives', () => {
  class Mine extends Track {
    mine = 'x';
  }
  expect(inspect(new Mine())).toMatch(
    /^Mine \[Track\] \{\n {2}length: 3,\n {2}list: .*\n {2}mine: 'x'\n\}$/s
  );
});

it('shows pairs, of which a name may come twice, and not all of very many', () => {
  const text = inspect(new URLSearchParams());
  expect(text).toContain("'key' => '0',\n  'key' => '1',");
  expect(text).toContain('... 20 more items');
  class Endless extends URLSearchParams {
    override *[Symbol.iterator]() {
      for (;;) yield ['a', 'b'];
    }
  }
  expect(inspect(new Endless())).toContain('... 20 more items');
});

it('shows a class of a cell whose name is one of Object’s', () => {
  class Named extends Track {}
  Object.defineProperty(Named, 'name', { value: 'toString' });
  expect(inspect(new Named())).toContain('length: 3');
});

it('leaves the classes of the language and of cells as they are', () => {
  expect(inspect(new Plain())).toBe('Plain {}');
  expect(inspect(new Map())).toBe('Map(0) {}');
});
