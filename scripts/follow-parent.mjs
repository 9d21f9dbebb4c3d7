// Preloaded into a child process (node --import "follow-parent.mjs?<process id of the parent>"): when the
// channel to that parent closes, the parent is gone, killed perhaps, and this process ends as if by Ctrl-C.
// The id keeps it away from the child's own children and threads, which inherit the preload.
import { isMainThread } from "node:worker_threads";

const GRACE_MS = 15_000;
const parent = Number(new URL(import.meta.url).search.slice(1));

if (isMainThread && process.channel && process.ppid === parent) {
  process.once("disconnect", () => {
    process.kill(process.pid, "SIGINT");
    setTimeout(() => process.kill(process.pid, "SIGKILL"), GRACE_MS).unref();
  });
  process.channel.unref();
}
