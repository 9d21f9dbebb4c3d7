/** Rows of one statement at most; some tens of milliseconds each. */
const BATCH = 1_000;

/** Does something with many rows in statements of bounded size, one after the other. */
export async function inBatches<Row>(
  rows: readonly Row[],
  work: (batch: readonly Row[]) => Promise<unknown>,
): Promise<void> {
  for (let at = 0; at < rows.length; at += BATCH) await work(rows.slice(at, at + BATCH));
}
