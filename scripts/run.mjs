#!/usr/bin/env node
// Runs a script or an installed tool with the pinned Node, whatever Node this is (18 or newer):
//   node scripts/run.mjs scripts/start.ts --dev
//   node scripts/run.mjs --bin vitest run
// Installs the dependencies first when they are not what the lockfile says.
import { spawn } from "node:child_process";
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chooseRuntime, installReason } from "./runtime.mjs";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
/** These read `.env` where there is one; checks and measurements never do. */
const WITH_ENV_FILE = /^(scripts\/(start|web|migrate)|worker\/index)\.ts$/;
const FORWARDED = ["SIGINT", "SIGTERM"];

await main(process.argv.slice(2));

async function main(args) {
  if (args.length === 0)
    fail("Usage: node scripts/run.mjs <script.ts> [args] | --bin <tool> [args]");
  await installWhenNeeded();
  const runtime = chooseRuntime({
    root: ROOT,
    platform: process.platform,
    arch: process.arch,
    glibc: Boolean(process.report?.getReport().header.glibcVersionRuntime),
    current: process.execPath,
    version: process.version,
  });
  if ("problem" in runtime) fail(runtime.problem);
  const code = await execute(runtime.node, args);
  process.exit(code);
}

/** Runs npm ci with its output shown, and a line every ten seconds where npm draws no progress bar. */
async function installWhenNeeded() {
  const reason = installReason(ROOT);
  if (reason === null) return;
  say(`Installing dependencies (${reason}). This takes a minute or two the first time.`);
  const started = Date.now();
  const beat = setInterval(() => {
    say(`Still installing, ${Math.round((Date.now() - started) / 1000)} s …`);
  }, 10_000);
  const code = await npm([
    "ci",
    "--include=dev",
    "--include=optional",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
  ]);
  clearInterval(beat);
  if (code !== 0) {
    fail(
      `npm ci ended with ${code}. Check that the package registry can be reached (npm ping) and that ${ROOT} can be written to, then try again.`,
    );
  }
  say(`Dependencies installed in ${Math.round((Date.now() - started) / 1000)} s.`);
}

function npm(args) {
  const cli = process.env.npm_execpath;
  const own = cli?.endsWith("npm-cli.js") && existsSync(cli);
  const [command, rest] = own ? [process.execPath, [cli, ...args]] : ["npm", args];
  return ended(
    spawn(command, rest, {
      cwd: ROOT,
      stdio: ["ignore", "inherit", "inherit"],
      shell: !own && process.platform === "win32",
    }),
  );
}

async function execute(node, [first, ...rest]) {
  const env = {
    ...process.env,
    PATH: [dirname(node), join(ROOT, "node_modules", ".bin"), process.env.PATH].join(delimiter),
    NEXT_TELEMETRY_DISABLED: "1",
  };
  const child =
    first === "--bin"
      ? spawn(node, [toolPath(rest[0]), ...rest.slice(1)], { env, stdio: "inherit" })
      : spawn(node, [...envFile(first), "--import", followParent(), first, ...rest], {
          env,
          cwd: ROOT,
          // The channel is what tells the child that this process is gone, even when it was killed.
          stdio: ["inherit", "inherit", "inherit", "ipc"],
        });
  forwardSignals(child);
  followNpm(child);
  return ended(child);
}

function envFile(script) {
  const file = join(ROOT, ".env");
  return WITH_ENV_FILE.test(script) && existsSync(file) ? [`--env-file=${file}`] : [];
}

function followParent() {
  return `${pathToFileURL(join(ROOT, "scripts", "follow-parent.mjs"))}?${process.pid}`;
}

function toolPath(name) {
  const link = join(ROOT, "node_modules", ".bin", name ?? "");
  if (name === undefined || !existsSync(link)) fail(`There is no installed tool named ${name}.`);
  return realpathSync(link);
}

function forwardSignals(child) {
  for (const signal of FORWARDED) {
    process.on(signal, () => {
      // A terminal has already sent Ctrl-C to the whole group.
      if (signal === "SIGINT" && process.stdin.isTTY) return;
      child.kill(signal);
    });
  }
}

/**
 * npm waits for its scripts: when it is gone, it was killed, and nobody would end the child. Between npm and
 * us there may stand a shell, which does not notice.
 */
function followNpm(child) {
  if (process.env.npm_lifecycle_event === undefined || process.platform === "win32") return;
  const line = () => `${process.ppid} ${parentOf(process.ppid)}`;
  const first = line();
  setInterval(() => {
    if (line() !== first) child.kill("SIGINT");
  }, 1000).unref();
}

function parentOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ")[1];
  } catch {
    return undefined;
  }
}

function ended(child) {
  return new Promise((resolve) => {
    child.once("error", (error) => {
      say(`${child.spawnfile} cannot be run: ${error.message}`);
      resolve(127);
    });
    child.once("exit", (code, signal) => {
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

function say(text) {
  console.error(`punctual  ${text}`);
}

function fail(text) {
  say(text);
  process.exit(1);
}
