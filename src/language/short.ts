/** Types as people speak of them: a tensor is a `Tensor`, whatever its dtype and whatever it may be made of. */

const TENSOR = /\b(Gpu|Kernel|Device)?Tensor(?:Like)?\b(?:<(?:[^<>]|<[^<>]*>)*>)?/g;
/** `<D extends DType>` before parameters, and `<RealDType>` where a call says which. */
const PARAMETERS =
  /<(?:\w+ extends (?:DType|Operand|"float32"[^<>()]*)(?: = \w+)?|\w*DType|any|"\w+"(?: \| "\w+")*)>(?=\()/g;

export function shortTypes(text: string): string {
  return text.replace(PARAMETERS, '').replace(TENSOR, '$1Tensor');
}
