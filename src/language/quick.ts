/** A quick look at a cell, without the compiler. */

const MAY_NEED = /@[\p{ID_Start}$_(]|\b(?:namespace|module|accessor)\b/u;

/** Whether a cell may have what the sandbox's own compiler does not know: namespaces, decorators, `accessor`. */
export function mayNeedLowering(source: string): boolean {
  return MAY_NEED.test(source);
}
