/** A set of whole numbers 0–59 in two 30-bit halves, so that every operation stays on small integers. */
export type Bits = { readonly low: number; readonly high: number };

const HALF = 30;
const FULL = 0x3fff_ffff;

/** The set of the given numbers, each 0–59. */
export function bitsOf(values: Iterable<number>): Bits {
  let low = 0;
  let high = 0;
  for (const value of values) {
    if (value < HALF) low |= 1 << value;
    else high |= 1 << (value - HALF);
  }
  return { low, high };
}

/** Number of members of a 32-bit mask. */
export function popCount(mask: number): number {
  let m = mask - ((mask >>> 1) & 0x5555_5555);
  m = (m & 0x3333_3333) + ((m >>> 2) & 0x3333_3333);
  return (((m + (m >>> 4)) & 0x0f0f_0f0f) * 0x0101_0101) >>> 24;
}

/** Position of the lowest bit of a mask that is not zero. */
export function lowestBit(mask: number): number {
  return 31 - Math.clz32(mask & -mask);
}

/** Position of the highest bit of a mask that is not zero. */
export function highestBit(mask: number): number {
  return 31 - Math.clz32(mask);
}

/** Whether `value` (0–59) is a member. */
export function hasBit(bits: Bits, value: number): boolean {
  return (
    (value < HALF
      ? bits.low & (1 << value)
      : value < 60
        ? bits.high & (1 << (value - HALF))
        : 0) !== 0
  );
}

/** Number of members. */
export function bitCount(bits: Bits): number {
  return popCount(bits.low) + popCount(bits.high);
}

/** Smallest member ≥ `from`, or -1; `from` is 0–60. */
export function bitAtOrAfter(bits: Bits, from: number): number {
  if (from < HALF) {
    const low = bits.low & (FULL << from);
    if (low !== 0) return lowestBit(low);
    return bits.high === 0 ? -1 : HALF + lowestBit(bits.high);
  }
  const high = from >= 60 ? 0 : bits.high & (FULL << (from - HALF));
  return high === 0 ? -1 : HALF + lowestBit(high);
}

/** Largest member < `before`, or -1; `before` is 0–60. */
export function bitBefore(bits: Bits, before: number): number {
  if (before > HALF) {
    const high = bits.high & ~(FULL << (before - HALF));
    if (high !== 0) return HALF + highestBit(high);
    return bits.low === 0 ? -1 : highestBit(bits.low);
  }
  const low = bits.low & ~(FULL << before);
  return low === 0 ? -1 : highestBit(low);
}

/** Number of members < `before`; `before` is 0–60. */
export function bitsBefore(bits: Bits, before: number): number {
  if (before <= 0) return 0;
  if (before > HALF) {
    const high = before >= 60 ? bits.high : bits.high & ~(FULL << (before - HALF));
    return popCount(bits.low) + popCount(high);
  }
  return popCount(bits.low & ~(FULL << before));
}
