/** Numbers that look random and come again with the same seed. */
export type Random = {
  /** A whole number from min to max, both included. */
  int(min: number, max: number): number;
  pick<T>(from: readonly T[]): T;
  /** True once in `n` times. */
  oneIn(n: number): boolean;
};

/** A source for one seed and one case of it, so that a single case can be had again without those before it. */
export function randomOf(seed: number, index: number): Random {
  let state = BigInt.asUintN(64, BigInt(seed) * 0x9e37_79b9_7f4a_7c15n + BigInt(index));
  // SplitMix64 makes the four words; from there on everything is small numbers.
  const word = (): number => {
    state = BigInt.asUintN(64, state + 0x9e37_79b9_7f4a_7c15n);
    let z = BigInt.asUintN(64, (state ^ (state >> 30n)) * 0xbf58_476d_1ce4_e5b9n);
    z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d0_49bb_1331_11ebn);
    return Number((z ^ (z >> 31n)) & 0xffff_ffffn) | 0;
  };
  let [a, b, c, counter] = [word(), word(), word(), 1];

  /** Chris Doty-Humphrey's sfc32: the next 32 bits as a fraction of one. */
  const fraction = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  };
  for (let i = 0; i < 12; i++) fraction();

  const int = (min: number, max: number): number => min + Math.floor(fraction() * (max - min + 1));
  return {
    int,
    pick(from) {
      const at = int(0, from.length - 1);
      const found = from[at];
      if (found === undefined) throw new RangeError("there is nothing to pick from");
      return found;
    },
    oneIn: (n) => int(1, n) === 1,
  };
}
