/** Inline styles that colour and border, and move nothing. */

const ALLOWED =
  /^(?:color|background-color|font-weight|font-style|text-align|text-decoration(?:-line|-style|-color|-thickness)?|vertical-align|border(?:-[a-z-]+)?|padding(?:-[a-z]+)?)$/;

/** Words, numbers, colours by their functions; no address, no variable, no escape. */
const VALUE = /^[\w\s.,#%()+-]{0,200}$/;
const CALLS = /([a-z-]+)\(/gi;
const COLORS = /^(?:rgba?|hsla?)$/i;

/** The largest length in each unit. */
const UNITS: Readonly<Record<string, number>> = {
  px: 100,
  pt: 75,
  em: 6,
  rem: 6,
  ex: 12,
  '%': 100
};
const NUMBERS = /(-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)([a-z%]+)/gi;

/** The part of an element's inline style that may stay; empty for none. */
export function plainStyle({ style }: HTMLElement): string {
  for (const name of [...style]) {
    const value = style.getPropertyValue(name);
    if (!ALLOWED.test(name) || !isPlain(name, value)) style.removeProperty(name);
  }
  const text = style.cssText;
  // The parts of a shorthand that holds a variable are empty, and are not seen above.
  return /[\\]|url|var\(|expression|image/i.test(text) ? '' : text;
}

function isPlain(name: string, value: string): boolean {
  if (value === '' || !VALUE.test(value)) return false;
  // As shorthands leave it: an image of a border is none, and no background is no colour.
  if (name.startsWith('border-image')) return /^(?:none|initial|stretch|100%|[01])$/.test(value);
  if (value === 'initial') return name.startsWith('border');
  if ([...value.matchAll(CALLS)].some(([, name]) => !COLORS.test(name))) return false;
  const lengths = value.replace(/#\w+|[a-z]+\([^)]*\)/gi, '');
  return [...lengths.matchAll(NUMBERS)].every(
    ([, number, unit]) => Math.abs(Number(number)) <= (UNITS[unit.toLowerCase()] ?? 0)
  );
}
