/**
 * The worker that holds the TypeScript compiler: apart from the workers that run cells, so that completion
 * lives while a cell computes, and apart from the page, which it never makes wait.
 */
import { CellProject, type IShared } from './project.js';
import type { ILanguageInit, LanguageReply, LanguageRequest } from './protocol.js';
import { sharedFiles } from './shared.js';

const projects = new Map<string, CellProject>();
let shared: Promise<IShared> | undefined;

self.addEventListener('message', ({ data }: MessageEvent<ILanguageInit | Asked>) => {
  if (data.type === 'init') {
    shared = load(data.declarations);
    shared.then(
      () => reply({ type: 'ready' }),
      error => reply({ type: 'broken', message: String(error?.message ?? error) })
    );
  } else void answer(data);
});

/** A question, with its number. */
type Asked = LanguageRequest & { id: number };

function reply(message: LanguageReply): void {
  (self as unknown as Worker).postMessage(message);
}

async function load(url: string): Promise<IShared> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`cannot load the declarations: HTTP ${response.status}`);
  return sharedFiles(Object.entries(await response.json()));
}

async function answer(request: Asked): Promise<void> {
  const { id } = request;
  try {
    if (!shared) throw new Error('the language service was not started');
    const project = projectOf(request.session, await shared);
    reply({ type: 'answer', id, answer: ask(project, request) });
  } catch (error) {
    reply({ type: 'failed', id, message: String((error as Error).message ?? error) });
  }
}

function projectOf(session: string, files: IShared): CellProject {
  const project = projects.get(session) ?? new CellProject(files);
  projects.set(session, project);
  return project;
}

function ask(project: CellProject, request: Asked): unknown {
  switch (request.type) {
    case 'check':
      return project.check(request.cell, request.above);
    case 'commit':
      return project.commit(request.cell, request.count);
    case 'reset':
      return project.reset();
    case 'complete':
      return project.complete(request);
    case 'describe':
      return project.describe(request, request.name);
    case 'hover':
      return project.hover(request);
    case 'signature':
      return project.signature(request);
    case 'close':
      projects.get(request.session)?.dispose();
      projects.delete(request.session);
      return undefined;
    default:
      return request satisfies never;
  }
}
