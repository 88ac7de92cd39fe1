/** Answers to questions about the cells of notebooks, whoever asks. */
import { lowered } from './lower.js';
import type { IShared } from './modules.js';
import { CellProject } from './project.js';
import type { LanguageReply, LanguageRequest } from './protocol.js';

/** A question, with its number. */
export type Asked = LanguageRequest & { id: number };

export class LanguageService {
  readonly #shared: IShared;
  readonly #projects = new Map<string, CellProject>();
  /** For the first notebook: it has been asked something. */
  #spare?: CellProject;

  constructor(shared: IShared) {
    this.#shared = shared;
  }

  /** Checks a cell that nobody has written: the first check takes many times as long as those after it. */
  warmUp(): void {
    this.#spare = new CellProject(this.#shared);
    this.#spare.check({ source: '\nlinalg.inv(tensor([[1]]))', device: 'cpu' });
  }

  answer(request: Asked): LanguageReply {
    const { id, session } = request;
    try {
      return { type: 'answer', id, answer: this.#ask(this.#projectOf(session), request) };
    } catch (error) {
      return { type: 'failed', id, message: String((error as Error).message ?? error) };
    }
  }

  #projectOf(session: string): CellProject {
    let project = this.#projects.get(session);
    if (project) return project;
    project = this.#spare ?? new CellProject(this.#shared);
    this.#spare = undefined;
    this.#projects.set(session, project);
    return project;
  }

  #ask(project: CellProject, request: Asked): unknown {
    switch (request.type) {
      case 'check':
        return project.check(request.cell, request.above);
      case 'commit':
        return project.commit(request.cell, request.count, request.kept);
      case 'lower':
        return lowered(request.source);
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
        project.dispose();
        this.#projects.delete(request.session);
        return undefined;
      default:
        return request satisfies never;
    }
  }
}
