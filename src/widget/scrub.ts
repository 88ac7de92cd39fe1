/** A number that is changed by its last digit, by keys or by a drag: in whole units of that digit, without rounding. */
import Fraction from 'fraction.js';
import { fromDouble } from '../exact/index.js';
import type { Bounds } from '../matrix/index.js';

export interface IScrubbed {
  /** In units of its last digit. */
  units: bigint;
  decimals: number;
}

/** The number that a cell holds; undefined where it is an expression. */
export function numberIn(text: string): IScrubbed | undefined {
  const [, sign, whole, decimals = ''] = /^([-−]?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const size = BigInt(whole + decimals);
  return { units: sign ? -size : size, decimals: decimals.length };
}

/** The number so many steps on, with the digits that it had, and within its bounds, where one of so many digits is. */
export function stepped({ units, decimals }: IScrubbed, by: number, bounds?: Bounds): string {
  const [least, largest] = bounds ? limits(bounds, decimals) : [undefined, undefined];
  const wanted = units + BigInt(by);
  if (least !== undefined && largest !== undefined && least > largest) {
    return textOf({ units, decimals });
  }
  const raised = least !== undefined && wanted < least ? least : wanted;
  return textOf({
    units: largest !== undefined && raised > largest ? largest : raised,
    decimals
  });
}

/** The least and the largest number of so many decimals, as doubles compare; undefined where there is no limit. */
function limits([least, largest]: Bounds, decimals: number): [bigint?, bigint?] {
  const value = (units: bigint) => Number(textOf({ units, decimals }));
  const low = within(least, decimals, 'ceil');
  const high = within(largest, decimals, 'floor');
  // 0.3 is stored as a little less, and is no more than itself.
  return [
    low !== undefined && value(low - 1n) >= least ? low - 1n : low,
    high !== undefined && value(high + 1n) <= largest ? high + 1n : high
  ];
}

function within(bound: number, decimals: number, round: 'ceil' | 'floor'): bigint | undefined {
  if (!Number.isFinite(bound)) return undefined;
  const { s, n } = fromDouble(bound)
    .mul(new Fraction(10n ** BigInt(decimals)))
    [round]();
  return s * n;
}

function textOf({ units, decimals }: IScrubbed): string {
  const size = `${units < 0n ? -units : units}`.padStart(decimals + 1, '0');
  const cut = size.length - decimals;
  const point = decimals > 0 ? '.' : '';
  return `${units < 0n ? '-' : ''}${size.slice(0, cut)}${point}${size.slice(cut)}`;
}
