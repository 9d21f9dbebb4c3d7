/** Text that means harm, as expressions; some of it is valid all the same. None may take long to answer. */
export const HOSTILE: readonly string[] = [
  "0,".repeat(500),
  "*".repeat(1_000),
  " ".repeat(1_000),
  `${"9".repeat(490)} * * * *`,
  `*/${"9".repeat(490)} * * * *`,
  `0 0 * * ${"MON,".repeat(122)}TUE`,
  `${Array.from({ length: 60 }, (_, i) => i).join(",")} ${"0-59,".repeat(60)}0 * * * *`,
  `0 0 ${"1W,L-1,LW,".repeat(45)}L * *`,
  `${"H(0-59)/1,".repeat(40)}H * * * *`,
  `${"H(".repeat(200)} * * * *`,
  `0 0 ${"L-".repeat(200)}1 * *`,
  `* * * * * * ${"1970-2199/230,".repeat(30)}2199`,
  "0 0 30 2 *",
  "0 0 31 4 *",
  "0 0 31W 4,6,9,11 ?",
  "0 0 L-30 2 *",
  "0 0 0 29 2 ? 2100",
  "0 0 0 29 2 ? 2097-2103",
  "0 0 0 29 2 MON#5 2044",
  "59 59 23 31W 2 5#5 2199",
  "59 59 23 31 12 ? 2199",
  "0 0 0 1 1 ? 1970",
  "0 30 2 ? 3 SUN#2",
  "0 30 2 ? 3 SUNL",
  "30 2 14 3 *",
];

/** Valid expressions that have much to answer: very many slots, or very few. */
export const HEAVY: readonly string[] = [
  "* * * * * *",
  "* * 0-22 * * *",
  "0-58 0-58 0-22 1-30 * *",
  "*/7 */7 1-23/2 */3 * MON",
  "59 59 23 ? * SUN#5",
  "0 0 29 2 *",
  "0 0 0 29 2 ? 2196",
  "0 0 0 29 2 MON#5 2044,2072,2196",
  "0 30 2 ? 3 SUN#5",
  "30 2 29 3 *",
  "0 0 0 1 1 ? 2199",
  "0 0 31W,LW,L-30 * FRI#5,MONL",
  "H H H H H H",
  "H/7 H/7 H/5 H/9 * *",
];

/** Intervals as short and as long as there are. */
export const INTERVALS: readonly string[] = [
  "1s",
  "7h",
  "1d",
  "1w",
  "1mo",
  "1y1mo1w1d",
  "8y",
  "100y",
];
