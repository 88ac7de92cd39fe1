import type { IStepsView } from '../latex/index.js';
import type { ITranslation } from './translation.js';

/** How an elimination is done, and how its numbers are written. */
export type EliminationChoice = Required<Pick<IStepsView, 'pivot' | 'form'>>;

/** The services that drawings need of the page that holds them. */
export interface IDrawHost {
  /** Sets the formulas of an element that was drawn or changed later. */
  typeset(element: HTMLElement): void;
  /** Names, labels and figures go through it; the sentences of a view come with the view. */
  trans: ITranslation;
  /** The element in which a student eliminates by hand. */
  practise?(view: IStepsView): Promise<HTMLElement>;
  /** The same elimination by another rule, or written otherwise. */
  eliminate?(view: IStepsView, choice: EliminationChoice): Promise<IStepsView>;
}
