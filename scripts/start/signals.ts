const SAME_WISH_MS = 1500;

/**
 * Calls `end` at the first SIGINT or SIGTERM. A terminal, npm and our runner may all hand on the same
 * Ctrl-C: what follows within a moment is the same wish; a later one leaves at once. SIGHUP is left alone, so
 * that `nohup` works.
 */
export function onceAskedToEnd(end: () => void): void {
  let first: number | null = null;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (first === null) {
        first = performance.now();
        end();
      } else if (performance.now() - first > SAME_WISH_MS) {
        process.exit(130);
      }
    });
  }
}
