/** Texts of cells are as long as they like; those that are shown are not. */

/** The beginning of a text, and how much more there is. */
export function clip(text: string, most: number): string {
  const more = text.length - most;
  return more > 0 ? `${text.slice(0, most)}… ${more.toLocaleString('en')} more characters` : text;
}
