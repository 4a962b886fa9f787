// SPDX-License-Identifier: Apache-2.0
// Bits as a waterfall: every comparison starts where the one before ended, from the prior to the
// total.  Positions are shares of the width, 0 to 1, on one common scale that always holds zero.
export interface Step {
  from: number;
  to: number;
  bits: number;
}

export interface Waterfall {
  base: Step;
  steps: Step[];
  total: Step;
  zero: number;
}

export function waterfall(base_bits: number, bits: number[]): Waterfall {
  const levels = [base_bits];
  for (const each of bits) levels.push(levels.at(-1)! + each);
  const low = Math.min(0, ...levels);
  const high = Math.max(0, ...levels);
  const span = high - low || 1;
  const place = (value: number): number => (value - low) / span;
  const total = levels.at(-1)!;
  return {
    zero: place(0),
    base: { from: place(0), to: place(base_bits), bits: base_bits },
    steps: bits.map((each, at) => ({ from: place(levels[at]!), to: place(levels[at + 1]!), bits: each })),
    total: { from: place(0), to: place(total), bits: total },
  };
}
