/** Medians of wall time. */

/**
 * The median time of a call, in ms, over `seconds` of calls after as long again of warming up; at least 3 calls,
 * but one alone where one takes over 4 s. Short calls are timed in groups, since clocks are coarse.
 */
export async function timed(run, seconds = 0.5) {
  const once = await measure(run, 1);
  if (once > 4000) return once;
  const warm = performance.now() + seconds * 1000;
  let calls = 0;
  const start = performance.now();
  do {
    const result = run();
    if (result instanceof Promise) await result;
    calls++;
  } while (performance.now() < warm);
  const each = (performance.now() - start) / calls;
  const group = Math.max(1, Math.ceil(1 / each));
  const times = [];
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end || times.length < 3) times.push(await measure(run, group));
  times.sort((a, b) => a - b);
  return times[times.length >> 1];
}

async function measure(run, group) {
  const start = performance.now();
  for (let i = 0; i < group; i++) {
    const result = run();
    if (result instanceof Promise) await result;
  }
  return (performance.now() - start) / group;
}
