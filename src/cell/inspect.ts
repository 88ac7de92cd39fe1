/** Any value as text, for `text/plain` and the console. */
import objectInspect from 'object-inspect';

/** A value as a console shows it; strings are quoted. */
export function inspect(value: unknown): string {
  if (value instanceof Error) return inspectError(value);
  return objectInspect(value, { depth: 6, indent: 2, maxStringLength: 100_000 });
}

/** Causes of causes that are told. */
const DEEPEST = 10;

/** An error with its causes, and those that it gathers. */
function inspectError(error: Error, seen: readonly unknown[] = []): string {
  const parts = [String(error)];
  if (seen.length >= DEEPEST) return `${parts[0]} …`;
  const inner = error instanceof AggregateError ? error.errors.slice(0, DEEPEST) : [];
  for (const [word, other] of [
    ...inner.map(item => ['with', item] as const),
    ...(error.cause === undefined ? [] : [['caused by', error.cause] as const])
  ]) {
    if (seen.includes(other) || other === error) continue;
    const text = other instanceof Error ? inspectError(other, [...seen, error]) : inspect(other);
    parts.push(`${word} ${text}`.replaceAll('\n', '\n  '));
  }
  return parts.join('\n  ');
}

/** The arguments of `console.log` as one line of text, `%s`, `%d` and their like filled in. */
export function formatLog(args: readonly unknown[]): string {
  const rest = [...args];
  const parts: string[] = [];
  if (typeof rest[0] === 'string') {
    const template = rest.shift() as string;
    parts.push(
      template.replace(/%[sdifoOjc%]/g, spec => {
        if (spec === '%%') return '%';
        return rest.length === 0 ? spec : substitute(spec, rest.shift());
      })
    );
  }
  for (const value of rest) parts.push(typeof value === 'string' ? value : inspect(value));
  return parts.join(' ');
}

function substitute(spec: string, value: unknown): string {
  switch (spec) {
    case '%s':
      return typeof value === 'string' ? value : inspect(value);
    case '%d':
    case '%f':
      return String(Number(value));
    case '%i':
      return String(Math.trunc(Number(value)));
    case '%c':
      return '';
    default:
      return inspect(value);
  }
}
