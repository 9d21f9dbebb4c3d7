import { mkdtempSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const PAGE = Buffer.alloc(8_192);
const PAUSE_MS = 50;

/**
 * Flushes one page to the disk of the benchmark's database, again and again until told to stop; answers how long each flush took,
 * in milliseconds. No commit can be faster than that, so it is what lateness has to be read beside.
 */
export function watchDisk(): { stop(): Promise<readonly number[]> } {
  const folder = mkdtempSync(join(tmpdir(), "punctual-disk-"));
  const stopping = new AbortController();
  const flushes = (async () => {
    const times: number[] = [];
    const file = await open(join(folder, "page"), "w");
    while (!stopping.signal.aborted) {
      const before = performance.now();
      await file.write(PAGE, 0, PAGE.length, 0);
      await file.datasync();
      times.push(performance.now() - before);
      await sleep(PAUSE_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
    await file.close();
    rmSync(folder, { recursive: true });
    return times;
  })();
  return {
    stop: () => {
      stopping.abort();
      return flushes;
    },
  };
}
