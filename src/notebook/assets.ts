/** The compiler's worker and what it checks against: files of their own, loaded when they are wanted. */
import type { ILanguageAssets } from '../language/index.js';

export function languageAssets(): ILanguageAssets {
  return {
    script: new URL('../language/language.bundle.js', import.meta.url).href,
    declarations: new URL('../language/declarations.json', import.meta.url).href
  };
}
