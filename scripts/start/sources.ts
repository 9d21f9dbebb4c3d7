import { type FSWatcher, watch } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../tool.ts";

const FOLDERS = ["worker", "lib", "db"];
const SETTLE_MS = 200;

/** Calls `onChange` a moment after sources of the worker changed. Answers a function that stops watching. */
export function watchWorkerSources(onChange: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const changed = (file: string | null): void => {
    if (file === null || !/[.](ts|sql|json)$/.test(file) || /[.]test[.]ts$/.test(file)) return;
    clearTimeout(timer);
    timer = setTimeout(onChange, SETTLE_MS);
  };
  const watchers: FSWatcher[] = FOLDERS.map((folder) =>
    watch(join(ROOT, folder), { recursive: true }, (_event, file) => changed(file)),
  );
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}
