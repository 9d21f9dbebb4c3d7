#!/usr/bin/env node
// The command line client as a program of its own, for `npm link` and `npx`. Unlike `npm run cli` it stays in the folder
// it is called in and installs nothing. Plain JavaScript: the Node that starts it may be too old for the rest.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chooseRuntime, isNewEnough } from "./runtime.mjs";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

if (isNewEnough(process.version)) await import("../cli/index.ts");
else runWith(olderNodesHelp());

function olderNodesHelp() {
  const runtime = chooseRuntime({
    root: ROOT,
    platform: process.platform,
    arch: process.arch,
    glibc: Boolean(process.report?.getReport().header.glibcVersionRuntime),
    current: process.execPath,
    version: process.version,
  });
  if (!("problem" in runtime)) return runtime.node;
  console.error(`punctual  ${runtime.problem}`);
  process.exit(1);
}

function runWith(node) {
  const script = join(ROOT, "cli", "index.ts");
  const child = spawn(node, [script, ...process.argv.slice(2)], { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  child.once("exit", (code, signal) => {
    process.exit(code ?? 128 + (constants.signals[signal] ?? 0));
  });
}
