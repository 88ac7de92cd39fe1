/** `console.*` of a cell as streams, gathered so that a loop that prints does not flood the page. */
import { formatLog, inspect } from './inspect.js';
import { placesOf } from './places.js';
import type { Output } from './protocol.js';
import { tableBundle } from './table.js';

type StreamName = 'stdout' | 'stderr';

/** How long text is held back once a cell prints a lot; it is also sent at the cell's end. */
const INTERVAL_MS = 50;

/**
 * Messages that a cell may send at once, and how many more it earns each second. Lines that a person
 * prints by hand are thus on the screen before the next statement runs, and survive an interrupt; those
 * of a loop are gathered.
 */
const CREDIT = 200;

const METHODS: Readonly<Record<string, StreamName>> = {
  log: 'stdout',
  info: 'stdout',
  debug: 'stdout',
  dirxml: 'stdout',
  warn: 'stderr',
  error: 'stderr'
};

/** Levels of groups that are indented, and names of clocks and counters that are kept. */
const MOST_GROUPS = 50;
const MOST_NAMES = 1000;

/** Gathers what is printed, and sends it by and by. */
function gatherer(send: (output: Output) => void, now: () => number) {
  // Bound now: a cell may declare or replace any global.
  const later = setTimeout;
  let pending: { name: StreamName; text: string } | undefined;
  let credit = CREDIT;
  let since = now();
  const flush = () => {
    if (!pending) return;
    const time = now();
    credit = Math.min(CREDIT, credit + ((time - since) / 1000) * CREDIT) - 1;
    since = time;
    send({ kind: 'stream', ...pending });
    pending = undefined;
  };
  const write = (name: StreamName, text: string) => {
    if (pending && pending.name !== name) flush();
    // For code that prints after its cell has ended; while a cell computes, no timer runs.
    if (!pending) later(flush, INTERVAL_MS);
    pending = { name, text: (pending?.text ?? '') + text };
    if (credit >= 1 || now() - since > INTERVAL_MS) flush();
  };
  return { write, flush };
}

/** Replaces the methods of `target` that print. */
export function installConsole(target: Console, send: (output: Output) => void) {
  const now = performance.now.bind(performance);
  const { write, flush } = gatherer(send, now);
  let groups = 0;
  const say = (name: StreamName, text: string) => {
    const indent = '  '.repeat(Math.min(groups, MOST_GROUPS));
    write(name, `${indent}${indent ? text.replaceAll('\n', `\n${indent}`) : text}\n`);
  };
  const group = (...args: unknown[]) => {
    if (args.length > 0) say('stdout', formatLog(args));
    groups++;
  };
  const grouping = {
    group,
    groupCollapsed: group,
    groupEnd: () => {
      groups = Math.max(0, groups - 1);
    }
  };
  const methods = target as unknown as Record<string, (...args: unknown[]) => void>;
  for (const [method, stream] of Object.entries(METHODS)) {
    methods[method] = (...args) => say(stream, formatLog(args));
  }
  Object.assign(methods, grouping, measuring(say, now));
  methods.dir = (value, options) => say('stdout', inspect(value, Object(options)));
  methods.trace = (...args) => {
    const text = formatLog(args);
    say('stderr', `Trace${text && ': '}${text}${placesOf(new Error())}`);
  };
  methods.table = (data, only) => {
    const table = tableBundle(data, Array.isArray(only) ? only.map(String) : undefined);
    if (!table) {
      say('stdout', formatLog([data]));
      return;
    }
    flush();
    send({ kind: 'display', data: table });
  };
  methods.assert = (condition, ...args) => {
    if (condition) return;
    const [first, ...rest] = args;
    const isText = typeof first === 'string';
    const text = `Assertion failed${args.length === 0 ? '' : isText ? `: ${first}` : ''}`;
    say('stderr', formatLog(isText ? [text, ...rest] : [text, ...args]));
  };
  /** A group that a cell leaves open is not the next one's. */
  const ungroup = () => {
    groups = 0;
  };
  return { write, flush, ungroup };
}

type Say = (name: StreamName, text: string) => void;

/** Clocks and counters, with Node's words. */
function measuring(say: Say, now: () => number) {
  const clocks = new Map<string, number>();
  const counts = new Map<string, number>();
  const warn = (text: string) => say('stderr', `Warning: ${text}`);
  const tell = (method: string, label: string, data: readonly unknown[]) => {
    const start = clocks.get(label);
    if (start === undefined) warn(`No such label '${label}' for console.${method}()`);
    else say('stdout', formatLog([`%s: %s`, label, duration(now() - start), ...data]));
  };
  return {
    time(name: unknown = 'default') {
      const label = `${name}`;
      if (clocks.has(label)) warn(`Label '${label}' already exists for console.time()`);
      else if (clocks.size >= MOST_NAMES) warn(`console.time() keeps ${MOST_NAMES} labels at most`);
      else clocks.set(label, now());
    },
    timeLog: (name: unknown = 'default', ...data: unknown[]) => tell('timeLog', `${name}`, data),
    timeEnd(name: unknown = 'default') {
      tell('timeEnd', `${name}`, []);
      clocks.delete(`${name}`);
    },
    count(name: unknown = 'default') {
      const label = `${name}`;
      const count = (counts.get(label) ?? 0) + 1;
      if (count > 1 || counts.size < MOST_NAMES) counts.set(label, count);
      say('stdout', `${label}: ${count}`);
    },
    countReset(name: unknown = 'default') {
      if (!counts.delete(`${name}`)) warn(`Count for '${name}' does not exist`);
    }
  };
}

/** Milliseconds as Node writes them. */
function duration(ms: number): string {
  if (ms < 1000) return `${Number(ms.toFixed(3))}ms`;
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(3)}s`;
  const rest = (seconds % 60).toFixed(3).padStart(6, '0');
  return `${Math.floor(seconds / 60)}:${rest} (m:ss.mmm)`;
}
