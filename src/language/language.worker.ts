/**
 * The worker that holds the TypeScript compiler: apart from the workers that run cells, so that completion
 * lives while a cell computes, and apart from the page, which it never makes wait.
 */
import type { ILanguageInit, LanguageReply } from './protocol.js';
import { type Asked, LanguageService } from './service.js';
import { sharedFiles } from './shared.js';

let service: Promise<LanguageService> | undefined;

self.addEventListener('message', ({ data }: MessageEvent<ILanguageInit | Asked>) => {
  if (data.type === 'init') {
    service = load(data.declarations);
    service.then(
      () => reply({ type: 'ready' }),
      error => reply({ type: 'broken', message: String(error?.message ?? error) })
    );
  } else void answer(data);
});

function reply(message: LanguageReply): void {
  (self as unknown as Worker).postMessage(message);
}

async function load(url: string): Promise<LanguageService> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`cannot load the declarations: HTTP ${response.status}`);
  const loaded = new LanguageService(sharedFiles(Object.entries(await response.json())));
  // Cells run without it until it answers at once.
  loaded.warmUp();
  return loaded;
}

/** A worker that could not load them has told so. */
async function answer(request: Asked): Promise<void> {
  const ready = await service?.catch(() => undefined);
  if (ready) reply(ready.answer(request));
}
