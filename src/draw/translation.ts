/** The part of JupyterLab's translator that is used here: `%1` stands for the first value. */
export interface ITranslation {
  __(text: string, ...values: unknown[]): string;
}

/** For hosts that have no translator. */
export const ENGLISH: ITranslation = {
  __: (text, ...values) => text.replace(/%(\d)/g, (_, k) => String(values[k - 1]))
};

/**
 * Words that come of a saved view, which may be anybody's, translated; those that hold a `%1` for which there is no
 * value are shown as they are.
 */
export function translateSaved(trans: ITranslation, text: string, ...values: unknown[]): string {
  const places = text.match(/%\d*/g) ?? [];
  const isOurs = places.every(place => Number(place.slice(1)) - 1 in values);
  return isOurs ? trans.__(text, ...values) : text;
}
