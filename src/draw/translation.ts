/** The part of JupyterLab's translator that is used here: `%1` stands for the first value. */
export interface ITranslation {
  __(text: string, ...values: unknown[]): string;
}

/** For hosts that have no translator. */
export const ENGLISH: ITranslation = {
  __: (text, ...values) => text.replace(/%(\d)/g, (_, k) => String(values[k - 1]))
};
