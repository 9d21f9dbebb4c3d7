import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { isAlive, signalProcess } from "./processes.ts";

const PRELOAD = new URL("follow-parent.mjs", import.meta.url).href;
/** Says that it is up, lives on when the channel closes, and ends well a moment after that. */
const CHILD = `
  process.once("disconnect", () => setTimeout(() => process.exit(0), 100));
  setTimeout(() => {}, 60_000);
  process.send("up");
`;

let pids: number[] = [];

afterEach(() => {
  for (const pid of pids.filter(isAlive)) signalProcess(pid, "SIGKILL");
  pids = [];
});

async function startChild(parentId: number): Promise<ChildProcess> {
  const child = spawn(process.execPath, ["--import", `${PRELOAD}?${parentId}`, "--eval", CHILD], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  if (child.pid !== undefined) pids.push(child.pid);
  await once(child, "message");
  return child;
}

describe("follow-parent", () => {
  it("ends a child when its parent's channel closes", async () => {
    const child = await startChild(process.pid);
    child.disconnect();
    expect(await once(child, "exit")).toEqual([null, "SIGINT"]);
  });

  it("leaves alone whoever merely inherited the preload", async () => {
    const child = await startChild(process.pid + 1);
    child.disconnect();
    expect(await once(child, "exit")).toEqual([0, null]);
  });

  it("ends a child whose parent was killed", async () => {
    const parent = `
      import { spawn } from "node:child_process";
      const args = ["--import", ${JSON.stringify(`${PRELOAD}?`)} + process.pid, "--eval", "process.send('up'); setInterval(() => {}, 1000)"];
      const child = spawn(process.execPath, args, { detached: true, stdio: ["ignore", "ignore", "inherit", "ipc"] });
      child.once("message", () => console.log(child.pid));
    `;
    const killed = spawn(process.execPath, ["--input-type=module", "--eval", parent], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = await once(killed.stdout, "data");
    const pid = Number(String(line));
    pids.push(pid);
    expect(isAlive(pid)).toBe(true);
    killed.kill("SIGKILL");
    while (isAlive(pid)) await sleep(20);
  });
});
