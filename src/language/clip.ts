/** Texts of cells are as long as they like; those that are shown are not. */

/** The beginning of a text, and how much more there is. */
export function clip(text: string, most: number): string {
  if (text.length <= most) return text;
  const more = (text.length - most).toLocaleString('en');
  return `${text.slice(0, most)}… and ${more} characters more`;
}
