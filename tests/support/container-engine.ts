import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ensureContainerEngine, staticBusybox } from "../../scripts/test/container-engine.ts";

/** The image every test has; all its programs are busybox. */
export const TEST_IMAGE = "localhost/punctual-test:latest";

const START_MS = 15_000;
const IS_ROOT = process.getuid?.() === 0;

/** A real engine with a storage of its own, speaking Docker's API on a socket. */
export type ContainerEngine = {
  /** As `CONTAINERS` takes it. */
  readonly url: string;
  /** Whether it can limit memory, processors and processes: root can, others only under cgroup version 2. */
  readonly hasLimits: boolean;
  /** A folder for what a test needs, gone at the end. */
  readonly folder: string;
  /** The root of the test image, to make others from. */
  readonly imageRoot: string;
  /** Runs podman and answers what it printed. */
  podman(...args: string[]): string;
  /** Ids of all containers, whatever they do. */
  containers(): string[];
  /** Ends the service; containers go on. */
  stop(): Promise<void>;
  /** Starts the service again. */
  start(): Promise<void>;
  /** Ends everything and leaves nothing behind. */
  close(): Promise<void>;
};

/** Starts an engine; `insecureRegistry` is one that speaks HTTP. Installs what is missing, or says so. */
export async function openContainerEngine(
  options: { readonly insecureRegistry?: string } = {},
): Promise<ContainerEngine> {
  ensureContainerEngine(
    (text) =>
      void process.stdout.write(`${text}
`),
  );
  const folder = mkdtempSync(join(tmpdir(), "punctual-engine-"));
  const env = { ...process.env, ...writeSettings(folder, options.insecureRegistry ?? null) };
  const imageRoot = makeImageRoot(folder);
  const socket = join(folder, "engine.sock");
  const podman = (...args: string[]): string => {
    const storage = ["--root", join(folder, "root"), "--runroot", join(folder, "run")];
    const { status, stdout, stderr } = spawnSync(
      "podman",
      [...storage, "--tmpdir", join(folder, "tmp"), ...args],
      { env, cwd: folder, encoding: "utf8" },
    );
    if (status !== 0) throw new Error(`podman ${args.join(" ")}: ${stderr}`);
    return stdout;
  };
  const archive = join(folder, "image.tar");
  run("tar", "-C", imageRoot, "-cf", archive, ".");
  podman("import", "--quiet", archive, TEST_IMAGE);

  let service: ChildProcess | null = null;
  const start = async (): Promise<void> => {
    const storage = ["--root", join(folder, "root"), "--runroot", join(folder, "run")];
    service = spawn(
      "podman",
      [
        ...storage,
        "--tmpdir",
        join(folder, "tmp"),
        "system",
        "service",
        "--time=0",
        `unix://${socket}`,
      ],
      { env, cwd: folder, stdio: "ignore" },
    );
    const limit = performance.now() + START_MS;
    while (!(await answers(socket))) {
      if (performance.now() > limit) throw new Error("The container engine does not start.");
      await sleep(50);
    }
  };
  const stop = async (): Promise<void> => {
    const ending = service;
    if (ending === null) return;
    service = null;
    const ended = once(ending, "exit");
    ending.kill("SIGKILL");
    await ended;
  };
  await start();
  return {
    url: `unix://${socket}`,
    hasLimits: IS_ROOT || existsSync("/sys/fs/cgroup/cgroup.controllers"),
    folder,
    imageRoot,
    podman,
    containers: () => podman("ps", "--all", "--quiet", "--no-trunc").split("\n").filter(Boolean),
    stop,
    start,
    close: async () => {
      await stop();
      podman("rm", "--all", "--force", "--time", "0");
      if (IS_ROOT) spawnSync("umount", [join(folder, "root", "overlay")]);
      // Files in layers belong to users that only exist inside; a process of podman's keeps that inside alive.
      else {
        podman("unshare", "rm", "-rf", join(folder, "root"));
        process.kill(Number(readFileSync(join(folder, "tmp", "pause.pid"), "utf8")));
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Files that take the place of the system's settings. Without the limits every container would want more than there is. */
function writeSettings(folder: string, insecureRegistry: string | null): Record<string, string> {
  const settings = join(folder, "containers.conf");
  writeFileSync(
    settings,
    '[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=1000:1000"]\n' +
      '[engine]\nruntime = "runc"\ncgroup_manager = "cgroupfs"\nevents_logger = "file"\n',
  );
  const registries = join(folder, "registries.conf");
  writeFileSync(
    registries,
    insecureRegistry === null
      ? ""
      : `[[registry]]\nlocation = "${insecureRegistry}"\ninsecure = true\n`,
  );
  const env = { CONTAINERS_CONF: settings, CONTAINERS_REGISTRIES_CONF: registries };
  return IS_ROOT ? env : { ...env, ...rootless(folder) };
}

/** Without root an engine keeps its files where its user may, and copies layers instead of laying them over each other. */
function rootless(folder: string): Record<string, string> {
  const storage = join(folder, "storage.conf");
  writeFileSync(storage, '[storage]\ndriver = "vfs"\n');
  const run = join(folder, "user");
  mkdirSync(run, { mode: 0o700 });
  return { CONTAINERS_STORAGE_CONF: storage, XDG_RUNTIME_DIR: run, HOME: folder };
}

function makeImageRoot(folder: string): string {
  const root = join(folder, "image");
  const bin = join(root, "bin");
  mkdirSync(bin, { recursive: true });
  mkdirSync(join(root, "tmp"));
  mkdirSync(join(root, "work"));
  const busybox = staticBusybox();
  if (busybox === undefined) throw new Error("There is no busybox.");
  copyFileSync(busybox, join(bin, "busybox"));
  for (const name of run(busybox, "--list").split("\n"))
    if (name !== "" && name !== "busybox") symlinkSync("busybox", join(bin, name));
  return root;
}

function run(command: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${stderr}`);
  return stdout;
}

function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    request({ socketPath, path: "/_ping", timeout: 1_000 }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    })
      .on("error", () => resolve(false))
      .end();
  });
}
