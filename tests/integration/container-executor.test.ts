import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type ContainerExecutor,
  createContainerExecutor,
} from "../../worker/executors/container.ts";
import type {
  AbortCause,
  Execution,
  ExecutionOutcome,
  LogStream,
} from "../../worker/executors/executor.ts";
import {
  type ContainerEngine,
  openContainerEngine,
  TEST_IMAGE,
} from "../support/container-engine.ts";
import { openRegistry, type Registry } from "../support/registry.ts";

const INSTALLATION = "the-installation-of-the-tests";

let engine: ContainerEngine;
let executor: ContainerExecutor;
let registry: Registry;

beforeAll(async () => {
  registry = await openRegistry("ada:open sesame");
  engine = await openContainerEngine({ insecureRegistry: registry.host });
  registry.offer("acme/report", engine.imageRoot);
  executor = openExecutor();
});

afterAll(async () => {
  executor.close();
  await engine.close();
  await registry.close();
});

function openExecutor(more: Partial<Parameters<typeof createContainerExecutor>[0]> = {}) {
  return createContainerExecutor({
    address: { url: engine.url, certs: null },
    networks: ["bridge", "none"],
    installation: INSTALLATION,
    workerId: "worker",
    ...more,
  });
}

type Line = readonly [LogStream, string];

/** One attempt: how it ended, what it logged, and how long it took in milliseconds. */
type Told = {
  readonly outcome: ExecutionOutcome;
  readonly lines: readonly Line[];
  readonly ms: number;
};

type Wish = Partial<Execution> & {
  readonly by?: ContainerExecutor;
  /** Called with each line as it comes, and with the means to end the attempt. */
  readonly onLine?: (text: string, abort: (cause: AbortCause) => void) => void;
};

async function attempt(
  config: object,
  { by = executor, onLine, ...more }: Wish = {},
): Promise<Told> {
  const controller = new AbortController();
  const lines: Line[] = [];
  const started = performance.now();
  const execution: Execution = {
    runId: randomUUID(),
    jobId: "job",
    jobName: "Report",
    attempt: 1,
    trigger: "manual",
    scheduledFor: Date.UTC(2026, 10, 20, 8, 0, 0, 123),
    config: { image: TEST_IMAGE, network: "none", ...config },
    params: {},
    timeoutMs: 20_000,
    cancelGraceMs: 1_000,
    traceparent: null,
    signingSecret: null,
    publicUrl: "http://localhost",
    leaseToken: randomUUID(),
    ...more,
  };
  const outcome = await by.execute(execution, {
    signal: controller.signal,
    log: (stream, text) => {
      lines.push([stream, text]);
      onLine?.(text, (cause) => controller.abort(cause));
    },
    progress: () => {},
  });
  return { outcome, lines, ms: performance.now() - started };
}

/** The lines of one stream. */
function of(stream: LogStream, { lines }: Told): string[] {
  return lines.flatMap(([from, text]) => (from === stream ? [text] : []));
}

async function printed(config: object, more: Wish = {}): Promise<string[]> {
  const told = await attempt(config, more);
  expect(told.outcome, told.lines.join("\n")).toMatchObject({ outcome: "completed" });
  return of("stdout", told);
}

describe("what runs", () => {
  test("the exit code decides, and both streams are told apart", async () => {
    const told = await attempt({ command: "echo out; echo err >&2; exit 3" });
    expect(told.outcome).toEqual({
      outcome: "failed",
      error: { code: "exit_code", message: "The container ended with exit code 3." },
      retryable: true,
      retryAfterSeconds: null,
      result: { exitCode: 3 },
    });
    expect(of("stdout", told)).toEqual(["out"]);
    expect(of("stderr", told)).toEqual(["err"]);
    const done = await attempt({ command: ["true"] });
    expect(done.outcome).toEqual({ outcome: "completed", result: { exitCode: 0 } });
    expect(engine.containers()).toEqual([]);
  });

  test("a list has no shell, a text has one", async () => {
    expect(await printed({ command: ["echo", "$HOME", ";", "id"] })).toEqual(["$HOME ; id"]);
    expect(await printed({ command: "echo $((1 + 2)); echo and" })).toEqual(["3", "and"]);
  });

  test("is told who it is, and cannot be told otherwise", async () => {
    const runId = randomUUID();
    const env = { A: "x=y z", N: 1, B: true, PUNCTUAL_RUN_ID: "forged" };
    const lines = await printed(
      { command: ["env"], env, workingDir: "/work" },
      { runId, attempt: 1 },
    );
    expect(lines).toEqual(
      expect.arrayContaining([
        "A=x=y z",
        "N=1",
        "B=true",
        `PUNCTUAL_RUN_ID=${runId}`,
        "PUNCTUAL_ATTEMPT=1",
        "PUNCTUAL_SCHEDULED_FOR=2026-11-20T08:00:00.123Z",
      ]),
    );
    expect(lines.join()).not.toContain("forged");
    expect(await printed({ command: ["pwd"], workingDir: "/work" })).toEqual(["/work"]);
  });

  test("its lines come while it runs", async () => {
    const begun = performance.now();
    let after = 0;
    await attempt(
      { command: "echo first; sleep 1.5; echo second" },
      {
        onLine: (text) => {
          if (text === "first") after = performance.now() - begun;
        },
      },
    );
    expect(after).toBeGreaterThan(0);
    expect(performance.now() - begun - after).toBeGreaterThan(1_000);
  });

  test("long lines, no lines, and bytes that are no text", async () => {
    const told = await attempt({
      command:
        "head -c 40000 /dev/zero | tr '\\0' x; echo; printf '\\303'; sleep 0.2; printf '\\244\\n'; printf '\\377\\n'; printf end",
    });
    const lines = of("stdout", told);
    expect(lines.slice(0, 3).join("")).toBe("x".repeat(40_000));
    expect(lines.slice(3)).toEqual(["ä", "\ufffd", "end"]);
  });

  test("of more output than a log takes, the beginning is handed over whole", async () => {
    const told = await attempt({ command: "seq 1 300000" });
    expect(told.outcome).toMatchObject({ outcome: "completed" });
    const lines = of("stdout", told);
    expect(lines.length).toBeGreaterThan(150_000);
    expect(lines.slice(0, 150_000)).toEqual(Array.from({ length: 150_000 }, (_, n) => `${n + 1}`));
  });

  test("nothing of the end is missing, however short it is", async () => {
    const tolds = await Promise.all(
      Array.from({ length: 6 }, () => attempt({ command: "seq 1 50; echo last >&2" })),
    );
    for (const told of tolds) {
      expect(of("stdout", told)).toHaveLength(50);
      expect(of("stderr", told)).toEqual(["last"]);
    }
  });
});

/** An engine without root may be unable to limit anything: then that is what the run's log has to say. */
async function expectLoose(limits: object): Promise<void> {
  const told = await attempt({ command: "true", ...limits });
  const said = "This container engine does not enforce limits of: memory, processors, processes";
  expect(of("system", told)).toContain(said);
}

describe("what it may not", () => {
  test("no capability, no new privileges, no host", async () => {
    const status = (await printed({ command: ["cat", "/proc/self/status"] })).join("\n");
    for (const set of ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"])
      expect(status).toMatch(new RegExp(`${set}:\\s0000000000000000`));
    expect(status).toMatch(/NoNewPrivs:\s1/);
    expect(await printed({ command: "ls /dev | grep -c -E '^(sd|vd|kvm|mem)' || true" })).toEqual([
      "0",
    ]);
    const mounts = await printed({ command: ["cat", "/proc/self/mounts"] });
    expect(mounts.filter((line) => line.includes(" /host"))).toEqual([]);
  });

  test("memory has its limit, and going beyond is said", async () => {
    if (!engine.hasLimits) return expectLoose({ memoryMb: 16 });
    const command = "x=a; while true; do x=$x$x; done";
    const { outcome } = await attempt({ command, memoryMb: 16 });
    expect(outcome).toMatchObject({
      error: { code: "exit_code", message: expect.stringContaining("16 MiB of memory") },
      result: { exitCode: 137 },
    });
  });

  test("processes and processor have theirs", async () => {
    if (!engine.hasLimits) return expectLoose({ pidsLimit: 12, cpus: 0.25 });
    const command =
      "cat /sys/fs/cgroup/pids.max /sys/fs/cgroup/pids/pids.max 2>/dev/null | head -n 1";
    const told = await attempt({
      command: `${command}; for n in $(seq 1 40); do sleep 5 & done`,
      pidsLimit: 12,
    });
    expect(of("stderr", told).join()).toMatch(/fork/);
    const quota =
      "cat /sys/fs/cgroup/cpu.max /sys/fs/cgroup/cpu/cpu.cfs_quota_us 2>/dev/null | head -n 1";
    expect((await printed({ command: quota, cpus: 0.25 }))[0]).toMatch(/^25000\b/);
  });

  test("a read-only root leaves /tmp", async () => {
    const command = "echo x > /tmp/a && cat /tmp/a; echo x > /a";
    const told = await attempt({ command, readOnly: true });
    expect(of("stdout", told)).toEqual(["x"]);
    expect(of("stderr", told).join()).toMatch(/Read-only/);
    expect(told.outcome).toMatchObject({ error: { code: "exit_code" } });
  });

  test("without a network there is none, with a bridge there is", async () => {
    const command = "ls /sys/class/net";
    expect(await printed({ command, network: "none" })).toEqual(["lo"]);
    expect((await printed({ command, network: "bridge" })).join(" ")).toMatch(/eth0/);
  });

  test.each([
    [{ network: "host" }],
    [{ network: "container:1" }],
    [{ privileged: true }],
    [{ HostConfig: { Binds: ["/:/host"] } }],
    [{ volumes: ["/:/host"] }],
    [{ mounts: [{ type: "bind", source: "/", target: "/host" }] }],
    [{ user: "0" }],
    [{ image: `${TEST_IMAGE} -v /:/host` }],
    [{ image: "dir:/etc" }],
    [{ image: "docker-archive:/etc/passwd" }],
    [{ env: { A: "b\0c" } }],
    [{ env: { "A=B": "c" } }],
    [{ command: ["sh\0"] }],
    [{ workingDir: "../.." }],
  ])("%j is refused before anything is asked of the engine", async (config) => {
    const { outcome } = await attempt({ command: ["true"], ...config });
    expect(outcome).toMatchObject({ error: { code: "template_invalid" }, retryable: false });
  });
});

describe("an image of a registry", () => {
  const image = (): string => `${registry.host}/acme/report`;

  test("is refused without the right credentials, which nobody is told", async () => {
    for (const registrySecret of [undefined, "ada:planted-secret"]) {
      const told = await attempt({ image: image(), registrySecret });
      expect(told.outcome).toMatchObject({ error: { code: "image" }, retryable: false });
      expect(JSON.stringify(told)).not.toContain("planted-secret");
    }
  });

  test("is pulled with them, once unless always is said", async () => {
    const before = registry.pulls();
    const registrySecret = JSON.stringify({ username: "ada", password: "open sesame" });
    expect(await printed({ image: image(), registrySecret })).toEqual(["from the registry"]);
    const once = registry.pulls();
    expect(once).toBeGreaterThan(before);
    expect(await printed({ image: image(), command: ["echo", "again"] })).toEqual(["again"]);
    expect(registry.pulls()).toBe(once);
    await attempt({ image: image(), registrySecret: "ada:open sesame", pull: "always" });
    expect(registry.pulls()).toBeGreaterThan(once);
  });

  test("that is not there will not be there later", async () => {
    const config = { image: `${registry.host}/acme/none`, registrySecret: "ada:open sesame" };
    const { outcome } = await attempt(config);
    expect(outcome).toMatchObject({ error: { code: "image" }, retryable: false });
  });
});

describe("what goes wrong", () => {
  test("an image that must not be pulled and is not there", async () => {
    const { outcome } = await attempt({ image: "localhost/none:1", pull: "never" });
    expect(outcome).toMatchObject({ error: { code: "image" }, retryable: false });
  });

  test("a registry that cannot be reached may be there later", async () => {
    const { outcome } = await attempt({ image: "127.0.0.1:1/none:1" });
    expect(outcome).toMatchObject({ error: { code: "image" }, retryable: true });
  });

  test("a program that is not in the image", async () => {
    const { outcome } = await attempt({ command: ["/bin/nope", "--now"] });
    expect(outcome).toMatchObject({
      error: { code: "exit_code", message: expect.stringContaining("could not be started") },
      retryable: false,
      result: { exitCode: 127 },
    });
    expect(engine.containers()).toEqual([]);
  });

  test("an engine that is not there", async () => {
    const by = openExecutor({
      address: { url: "unix:///nowhere/engine.sock", certs: null },
      patienceMs: 100,
    });
    const { outcome } = await attempt({ command: ["true"] }, { by });
    expect(outcome).toMatchObject({
      error: { code: "network", message: expect.stringContaining("no socket at its address") },
      retryable: true,
    });
    by.close();
  });

  test("an engine that is restarted: the run goes on and no line is lost or doubled", async () => {
    const command = "for n in $(seq 1 40); do echo $n; sleep 0.1; done; exit 7";
    let restart: Promise<void> | null = null;
    const told = await attempt(
      { command },
      {
        onLine: (text) => {
          if (text === "5")
            restart = engine
              .stop()
              .then(() => sleep(700))
              .then(engine.start);
        },
      },
    );
    await restart;
    expect(told.outcome).toMatchObject({ error: { code: "exit_code" }, result: { exitCode: 7 } });
    expect(of("stdout", told)).toEqual(Array.from({ length: 40 }, (_, n) => `${n + 1}`));
    expect(engine.containers()).toEqual([]);
  });

  test("somebody removes the container", async () => {
    const { outcome } = await attempt(
      { command: "echo there; sleep 60" },
      {
        onLine: (text) => {
          if (text === "there") engine.podman("rm", "--all", "--force", "--time", "0");
        },
      },
    );
    expect(outcome).toMatchObject({ outcome: "failed", retryable: true });
    expect(["worker_error", "exit_code"]).toContain("error" in outcome && outcome.error.code);
  });
});

describe("what ends it early", () => {
  const OBEDIENT = "trap 'echo bye; exit 0' TERM; echo there; while true; do sleep 0.1; done";
  const STUBBORN = "trap '' TERM; echo there; while true; do sleep 0.1; done";

  function whenThere(cause: AbortCause): Wish {
    return { onLine: (text, abort) => void (text === "there" && abort(cause)) };
  }

  test("a cancel lets it end by itself", async () => {
    const told = await attempt(
      { command: OBEDIENT },
      { ...whenThere("cancelled"), cancelGraceMs: 10_000 },
    );
    expect(told.outcome).toEqual({ outcome: "cancelled" });
    expect(of("stdout", told)).toEqual(["there", "bye"]);
    expect(told.ms).toBeLessThan(6_000);
    expect(engine.containers()).toEqual([]);
  });

  test("and kills it after its grace", async () => {
    const told = await attempt(
      { command: STUBBORN },
      { ...whenThere("cancelled"), cancelGraceMs: 1_000 },
    );
    expect(told.outcome).toEqual({ outcome: "cancelled" });
    expect(told.ms).toBeGreaterThan(1_000);
    expect(told.ms).toBeLessThan(6_000);
    expect(engine.containers()).toEqual([]);
  });

  test("a timeout", async () => {
    const { outcome, ms } = await attempt({ command: STUBBORN }, { timeoutMs: 1_500 });
    expect(outcome).toEqual({
      outcome: "timed_out",
      error: { code: "timeout", message: "The container did not end within 1.5 s." },
      retryable: true,
    });
    expect(ms).toBeLessThan(7_000);
    expect(engine.containers()).toEqual([]);
  });

  test.each<[AbortCause & ("lost" | "shutdown")]>([["lost"], ["shutdown"]])(
    "%s: at once",
    async (cause) => {
      let at = 0;
      const told = await attempt(
        { command: STUBBORN },
        {
          onLine: (text, abort) => {
            if (text !== "there") return;
            at = performance.now();
            abort(cause);
          },
          cancelGraceMs: 60_000,
        },
      );
      expect(told.outcome).toEqual({ outcome: "abandoned", cause });
      expect(performance.now() - at).toBeLessThan(2_000);
      expect(engine.containers()).toEqual([]);
    },
  );

  test("what had ended already is told as it was", async () => {
    const { outcome } = await attempt(
      { command: "exit 4" },
      {
        onLine: (text, abort) =>
          void (text.startsWith("Starting") && setTimeout(abort, 1_200, "cancelled")),
      },
    );
    expect(outcome).toMatchObject({ error: { code: "exit_code" }, result: { exitCode: 4 } });
  });
});

describe("what is left behind", () => {
  const label = (name: string, value: string): string[] => ["--label", `punctual.${name}=${value}`];

  function leave(installation: string, runId: string, lease: string): string {
    const labels = [
      ...label("installation", installation),
      ...label("run", runId),
      ...label("attempt", "1"),
      ...label("lease", lease),
    ];
    return engine
      .podman(
        "run",
        "--detach",
        "--stop-timeout",
        "0",
        "--network",
        "none",
        ...labels,
        TEST_IMAGE,
        "sleep",
        "600",
      )
      .trim();
  }

  test("by earlier attempts is stopped before the next one begins", async () => {
    const runId = randomUUID();
    const left = leave(INSTALLATION, runId, "other");
    const other = leave(INSTALLATION, randomUUID(), "other");
    const foreign = leave("another", runId, "other");
    await attempt({ command: ["true"] }, { runId, attempt: 2 });
    expect(engine.containers()).not.toContain(left);
    expect(engine.containers()).toEqual(expect.arrayContaining([other, foreign]));
    engine.podman("rm", "--all", "--force", "--time", "0");
  });

  test("by somebody else under the same name is not touched", async () => {
    const runId = randomUUID();
    const name = `punctual-${runId}-1`;
    engine.podman("create", "--name", name, "--network", "none", TEST_IMAGE, "true");
    const [foreign] = engine.containers();
    const { outcome } = await attempt({ command: ["true"] }, { runId });
    expect(outcome).toMatchObject({ error: { code: "worker_error" } });
    expect(engine.containers()).toEqual([foreign]);
    engine.podman("rm", "--all", "--force", "--time", "0");
  });

  test("by dead workers is found by its labels; what others run stays", async () => {
    const live = leave(INSTALLATION, randomUUID(), "live");
    const orphan = leave(INSTALLATION, randomUUID(), "ended");
    const foreign = leave("another", randomUUID(), "ended");
    const unlabelled = engine
      .podman(
        "run",
        "--detach",
        "--stop-timeout",
        "0",
        "--network",
        "none",
        TEST_IMAGE,
        "sleep",
        "600",
      )
      .trim();
    const removed = await executor.removeOrphans((owners) =>
      Promise.resolve(owners.filter(({ lease }) => lease === "live")),
    );
    expect(removed).toBe(1);
    expect(engine.containers()).toEqual(expect.arrayContaining([live, foreign, unlabelled]));
    expect(engine.containers()).not.toContain(orphan);
    engine.podman("rm", "--all", "--force", "--time", "0");
  });
});
