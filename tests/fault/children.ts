import type { ChildProcess } from "node:child_process";

const living = new Set<ChildProcess>();

process.once("exit", () => {
  for (const child of living) child.kill("SIGKILL");
});

/** Kills a child that is still there when this process ends, also one that is stopped. */
export function endWithUs(child: ChildProcess): void {
  living.add(child);
  child.once("exit", () => living.delete(child));
}
