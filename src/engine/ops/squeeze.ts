/** Dimensions of size 1, taken away and put in. */

import { Moment } from '../core/storage.js';
import { type IView, squeezed, unsqueezed } from '../core/view.js';
import { Tensor } from '../tensor.js';
import { checkTensor } from './check.js';
import type { TensorLike } from './create.js';

/**
 * The tensor without its dimensions of size 1; a view. Source: `torch.squeeze`.
 * @param dim the dimensions that may go; those of other sizes stay
 */
export function squeeze(A: TensorLike, dim?: number | readonly number[]): Tensor {
  return viewed(checkTensor('squeeze', A), view => squeezed(view, dim));
}

/** The tensor with a dimension of size 1 more, before dimension `dim`; a view. Source: `torch.unsqueeze`. */
export function unsqueeze(A: TensorLike, dim: number): Tensor {
  return viewed(checkTensor('unsqueeze', A), view => unsqueezed(view, dim));
}

function viewed(source: Tensor, look: (view: IView) => IView): Tensor {
  const { storage, view, dtype } = Tensor.momentOf(source);
  return Tensor.at(new Moment(storage, look(view), dtype));
}
