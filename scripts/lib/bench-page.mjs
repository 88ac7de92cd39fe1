/** The browser's side of the benchmark. */
import { openAskedPage } from './asked-page.mjs';

/** Opens the benchmark's page. */
export async function openPage(folder) {
  const { agent, ask, reload, close } = await openAskedPage(folder, {
    module: 'page.mjs',
    copies: ['relaxed', 'baseline'],
    external: ['fs', 'path', 'url']
  });
  const about = await ask('load');
  return {
    ...about,
    agent,
    // In a page of its own: some keep what they allocated, and are slower for it ever after.
    time: async test => {
      await reload();
      await ask('load');
      return ask('time', test);
    },
    peak: (binary, bits) => ask('peak', binary, bits),
    readiness: () => ask('readiness'),
    close
  };
}
