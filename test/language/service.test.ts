import { describe, expect, it } from '@jest/globals';
import { LanguageService } from '../../src/language/service.js';
import { cell, shared } from '../support/language.js';

describe('a service that is warmed up', () => {
  it('answers the first notebook and the second as one that is not', () => {
    const [warm, cold] = [new LanguageService(shared), new LanguageService(shared)];
    warm.warmUp();
    for (const session of ['a', 'b']) {
      const questions = [
        { type: 'check', session, cell: cell('const n: string = 1'), id: 1 },
        { type: 'commit', session, cell: cell('const A = eye(2)'), count: 1, id: 2 },
        { type: 'check', session, cell: cell('const s: string = A'), id: 3 }
      ] as const;
      const answers = questions.map(question => warm.answer(question));
      expect(answers).toEqual(questions.map(question => cold.answer(question)));
      expect(answers).toMatchObject([{ answer: { problems: [{ code: 2322 }] } }, {}, {}]);
    }
  });
});
