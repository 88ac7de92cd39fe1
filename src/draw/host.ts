import type { IStepsView } from '../latex/index.js';

/** What drawings need of the page that holds them. */
export interface IDrawHost {
  /** Sets the formulas of an element that was drawn or changed later. */
  typeset(element: HTMLElement): void;
  /** Where one may eliminate by one's own hand. */
  practise?(view: IStepsView): Promise<HTMLElement>;
}
