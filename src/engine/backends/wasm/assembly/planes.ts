/** Complex numbers, interleaved (re, im) outside and as two planes inside, where vectors have no use for pairs. */
import { at } from './rows';

/** From `count` pairs to planes `im` bytes apart. */
export function split<T>(count: i32, from: usize, to: usize, im: usize): void {
  for (let i = 0; i < count; i++) {
    store<T>(at<T>(to, i), load<T>(at<T>(from, 2 * i)));
    store<T>(at<T>(to, i) + im, load<T>(at<T>(from, 2 * i + 1)));
  }
}

/** From planes back to pairs. */
export function join<T>(count: i32, from: usize, im: usize, to: usize): void {
  for (let i = 0; i < count; i++) {
    store<T>(at<T>(to, 2 * i), load<T>(at<T>(from, i)));
    store<T>(at<T>(to, 2 * i + 1), load<T>(at<T>(from, i) + im));
  }
}
