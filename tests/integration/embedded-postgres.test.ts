import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "../../scripts/embedded-postgres.ts";
import { isAlive } from "../../scripts/processes.ts";

/** One cluster for all of them, because making one takes longest; each test starts and stops its own server. */
const dataDir = mkdtempSync(join(tmpdir(), "punctual-embedded-"));
let server: EmbeddedPostgres | null = null;

afterEach(async () => {
  await server?.stop();
  server = null;
});

afterAll(() => rmSync(dataDir, { recursive: true }));

async function start(): Promise<EmbeddedPostgres> {
  server = await startEmbeddedPostgres({
    dataDir,
    log: () => undefined,
    settings: { shared_buffers: "16MB" },
  });
  return server;
}

async function query(url: string, text: string): Promise<readonly postgres.Row[]> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return await sql.unsafe(text);
  } finally {
    await sql.end();
  }
}

/** Waits for another server process than `pid` that answers. */
async function untilReplaced(running: EmbeddedPostgres, pid: number): Promise<void> {
  for (;;) {
    const answered = await query(running.url, "select 1").catch(() => null);
    if (running.pid() !== pid && answered !== null) return;
    await sleep(50);
  }
}

describe("the embedded PostgreSQL", () => {
  it("keeps data, address and settings from start to start", async () => {
    const first = await start();
    await query(first.url, "create table over_start as select 42 as answer");
    await first.stop();
    expect(isAlive(first.pid())).toBe(false);
    const second = await start();
    expect(second.url).toBe(first.url);
    expect(await query(second.url, "select answer from over_start")).toEqual([{ answer: 42 }]);
    const [settings] = await query(
      second.url,
      "select current_setting('synchronous_commit') as commit, current_setting('listen_addresses') as host, datcollate as collation from pg_database where datname = current_database()",
    );
    expect(settings).toEqual({ commit: "on", host: "127.0.0.1", collation: "C" });
  });

  it("asks for its password", async () => {
    const { url } = await start();
    const wrong = new URL(url);
    wrong.password = "wrong";
    await expect(query(wrong.href, "select 1")).rejects.toThrow(/password authentication failed/);
  });

  it("comes back at the same address when it is killed", async () => {
    const running = await start();
    const pid = running.pid();
    await query(running.url, "create table over_kill as select 1 as answer");
    process.kill(pid, "SIGKILL");
    await untilReplaced(running, pid);
    expect(await query(running.url, "select answer from over_kill")).toEqual([{ answer: 1 }]);
  });

  it("starts over a lock file whose process id belongs to somebody else by now", async () => {
    await (await start()).stop();
    const cluster = join(dataDir, "cluster");
    // PostgreSQL forgives the ids of other users' processes by itself; this one is of its own user.
    const { uid, gid } = statSync(cluster);
    const other = spawn("sleep", ["60"], { uid, gid });
    try {
      const lock = `${other.pid}\n${cluster}\n1\n5432\n\n127.0.0.1\n`;
      writeFileSync(join(cluster, "postmaster.pid"), lock);
      const { url } = await start();
      expect(await query(url, "select 1 as one")).toEqual([{ one: 1 }]);
    } finally {
      other.kill();
    }
  });

  it("takes another port when the remembered one is taken, and remembers it", async () => {
    const first = await start();
    await first.stop();
    const squatter = createServer().listen(Number(new URL(first.url).port), "127.0.0.1");
    try {
      const second = await start();
      expect(second.url).not.toBe(first.url);
      expect(await query(second.url, "select 1 as one")).toEqual([{ one: 1 }]);
      const remembered = readFileSync(join(dataDir, "port"), "utf8").trim();
      expect(new URL(second.url).port).toBe(remembered);
    } finally {
      squatter.close();
    }
  });
});
