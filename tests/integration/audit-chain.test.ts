import { createHash } from "node:crypto";
import postgres from "postgres";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { pruneChain } from "../../db/queries/audit-chain.ts";
import { chainAudit } from "../../lib/services/audit/chain.ts";
import { recordDeed } from "../../lib/services/audit/record.ts";
import { createTestApi } from "../support/api.ts";
import { createTestClock } from "../support/clock.ts";
import { createTestDatabase } from "../support/database.ts";

const database = await createTestDatabase();
const { call, login, platform } = await createTestApi(database);
const sql = postgres(database.url, { max: 3, onnotice: () => undefined });
const clock = await createTestClock(database, "2040-01-01T08:00:00Z");
const { token } = (
  await call("POST", "/api/v1/tokens", {
    token: await login(),
    body: { name: "audit", scopes: ["admin"] },
  })
).body;
const HOUR = 3_600_000;

afterAll(() => sql.end());

const ctx = { actor: { kind: "system" }, address: "192.0.2.7" } as const;
const deed = (action: string, more = {}) => recordDeed(platform.db, ctx, { action, ...more });

async function verify(query = "") {
  const { status, body } = await call("GET", `/api/v1/audit/verify${query}`, { token });
  expect(status).toBe(200);
  return body;
}

/** What somebody with all rights in the database does when no trigger watches. */
async function unwatched(change: (tx: postgres.TransactionSql) => Promise<unknown>): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await change(tx);
  });
}

/** Rows in several passes, hours apart. */
async function someRows(): Promise<void> {
  for (const action of ["test.first", "test.second", "test.third"]) {
    await clock.advance(HOUR);
    await deed(action, {
      object: { kind: "thing", id: action },
      after: { n: 1.5, ä: ["x", null] },
    });
    await deed(`${action}_too`);
    await chainAudit(platform.db);
  }
  expect(await verify()).toMatchObject({ intact: true, fault: null, waiting: 0 });
}

const positionOf = async (action: string): Promise<number> => {
  const [row] = await sql<{ position: string }[]>`
    select position from audit where action = ${action} order by seq desc limit 1`;
  return Number(row?.position);
};

describe("the chain", () => {
  it("gives rows their places in the order of their commits, and waits for no writer", async () => {
    const slow = await sql.reserve();
    await slow`begin`;
    await slow`insert into audit (actor_kind, action) values ('system', 'slow.begun')`;
    await deed("quick.done");
    expect(await chainAudit(platform.db)).toBeGreaterThan(0);
    await slow`commit`;
    slow.release();
    await Promise.all([chainAudit(platform.db), chainAudit(platform.db), chainAudit(platform.db)]);
    expect(await positionOf("slow.begun")).toBe((await positionOf("quick.done")) + 1);
    expect(await verify()).toMatchObject({ intact: true, waiting: 0 });
  });

  it("leaves out what is rolled back, without a gap", async () => {
    await platform.db
      .transaction(async (tx) => {
        await recordDeed(tx, ctx, { action: "never.done" });
        throw new Error("changed its mind");
      })
      .catch(() => undefined);
    await deed("really.done");
    const { intact, rows, head, anchor } = await verify();
    expect({ intact, rows }).toEqual({ intact: true, rows: head.position - anchor.position });
  });

  it("can be checked from an export without us", async () => {
    await deed("test.numbers", {
      after: { z: 1e21, a: -0.5, é: "\u2028", nested: { b: [1], a: {} } },
    });
    const { body } = await call("GET", "/api/v1/audit", {
      token,
      headers: { accept: "application/x-ndjson" },
    });
    const rows = String(body)
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line))
      .sort((left, right) => left.position - right.position);
    expect(rows.length).toBeGreaterThan(5);
    let before = "0".repeat(64);
    for (const row of rows) {
      const { id, at, position, chainedAt, address, action, actor, object, project } = row;
      const entry = {
        id,
        position,
        at,
        chainedAt,
        actorKind: actor.kind,
        actorId: actor.id,
        tokenId: row.token?.id ?? null,
        address,
        action,
        projectId: project?.id ?? null,
        objectKind: object?.kind ?? null,
        objectId: object?.id ?? null,
        before: row.before,
        after: row.after,
      };
      expect(row.previousHash).toBe(before);
      before = createHash("sha256")
        .update(before + sorted(entry))
        .digest("hex");
      expect([action, row.hash]).toEqual([action, before]);
    }
    // The export is a deed too, which it does not hold itself.
    expect((await verify()).head.position).toBe(rows.length + 1);
    expect(await verify(`?position=${rows.length}&hash=${before}`)).toMatchObject({ intact: true });
  });

  it("is not gone through for others than administrators", async () => {
    const account = { email: "mia@example.com", password: "password of mia" };
    await call("POST", "/api/v1/auth/register", { body: account });
    const answer = await call("GET", "/api/v1/audit/verify", { token: await login(account) });
    expect(answer.status).toBe(403);
  });
});

/** The canonical JSON of RFC 8785, written once more. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_key, part) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

describe("the database", () => {
  it.each([
    ["a change of a deed", `update audit set after = '{"n": 2}' where action = 'quick.done'`],
    [
      "a change of a deed without a place",
      `update audit set address = null where position is null`,
    ],
    ["another place", `update audit set position = position + 1000 where position = 1`],
    [
      "a change with the first place",
      `update audit set position = 9000, hash = repeat('a', 64),
      chained_at = now(), action = 'x' where position is null`,
    ],
    ["the end of a deed", `delete from audit where action = 'quick.done'`],
    ["the end of a deed without a place", `delete from audit where position is null`],
    ["the end of all", `truncate audit`],
    [
      "a deed with a place",
      `insert into audit (actor_kind, action, position, hash, chained_at)
      values ('system', 'x', 9000, repeat('a', 64), now())`,
    ],
    [
      "an anchor too young",
      `update audit_marks set position = a.position, hash = a.hash
      from audit a where kind = 'anchor' and a.action = 'quick.done'`,
    ],
    ["an end that goes back", `update audit_marks set position = 1 where kind = 'head'`],
    ["an end that is nowhere", `update audit_marks set position = 9000 where kind = 'head'`],
    ["no ends", `delete from audit_marks`],
    ["no ends at all", `truncate audit_marks`],
  ])("refuses %s", async (_what, statement) => {
    await deed("not.placed");
    await expect(sql.unsafe(statement)).rejects.toMatchObject({ code: "23000" });
    expect(await verify()).toMatchObject({ intact: true });
  });

  it("dates deeds itself", async () => {
    await sql`insert into audit (actor_kind, action, at) values ('system', 'back.dated', '2020-01-01')`;
    const [row] = await sql`select at from audit where action = 'back.dated'`;
    expect(row?.["at"].toISOString()).toBe(new Date(await clock.now()).toISOString());
    expect(await verify()).toMatchObject({ intact: true });
  });
});

describe("what somebody does behind the database's back", () => {
  beforeEach(async () => {
    await someRows();
    await sql`create table kept as select * from audit`;
    await sql`create table kept_marks as select * from audit_marks`;
    return () =>
      unwatched(async (tx) => {
        await tx`delete from audit`;
        await tx`delete from audit_marks`;
        await tx`insert into audit overriding system value select * from kept`;
        await tx`insert into audit_marks select * from kept_marks`;
        await tx`drop table kept, kept_marks`;
      });
  });

  it.each([
    "action = 'test.other'",
    "after = '{}'",
    "address = null",
    "at = at - interval '1 hour'",
    "actor_kind = 'user'",
  ])("is found: set %s", async (change) => {
    const position = await positionOf("test.second");
    await unwatched((tx) => tx.unsafe(`update audit set ${change} where position = ${position}`));
    expect((await verify()).fault).toMatchObject({ kind: "changed", position });
  });

  it("is found: a row in the middle is gone", async () => {
    const position = await positionOf("test.second");
    await unwatched((tx) => tx`delete from audit where position = ${position}`);
    expect((await verify()).fault).toMatchObject({ kind: "missing", position });
  });

  it("is found: a row is gone and the others moved up", async () => {
    const position = await positionOf("test.second");
    await unwatched(async (tx) => {
      await tx`delete from audit where position = ${position}`;
      await tx`update audit set position = -position where position > ${position}`;
      await tx`update audit set position = -position - 1 where position < 0`;
    });
    expect((await verify()).fault).toMatchObject({ kind: "changed", position });
  });

  it("is found: two rows have changed places", async () => {
    const [a, b] = [await positionOf("test.first"), await positionOf("test.third")];
    await unwatched(async (tx) => {
      await tx`update audit set position = -1 where position = ${a}`;
      await tx`update audit set position = ${a} where position = ${b}`;
      await tx`update audit set position = ${b} where position = -1`;
    });
    expect((await verify()).fault).toMatchObject({ kind: "changed", position: a });
  });

  it("is found: the newest rows are gone", async () => {
    const position = await positionOf("test.third");
    await unwatched((tx) => tx`delete from audit where position >= ${position}`);
    expect((await verify()).fault).toMatchObject({ kind: "missing", position });
  });

  it("is found: a row was entered in the past", async () => {
    await clock.advance(1000);
    await unwatched(
      (tx) => tx`insert into audit (actor_kind, action, at, seq) overriding system value
        values ('system', 'never.done', punctual_now() - interval '100 minutes', -1)`,
    );
    expect((await verify()).fault).toMatchObject({ kind: "late", id: "-1" });
  });

  it("is found: a row was entered between others", async () => {
    const position = await positionOf("test.second");
    await unwatched(async (tx) => {
      await tx`update audit set position = -position where position >= ${position}`;
      await tx`update audit set position = 1 - position where position < 0`;
      await tx`insert into audit (actor_kind, action, position, chained_at, hash)
        values ('system', 'never.done', ${position}, punctual_now(), repeat('a', 64))`;
    });
    expect((await verify()).fault).toMatchObject({ kind: "changed", position });
  });

  it("is found: the end was moved back over a row that is gone", async () => {
    const { head } = await verify();
    await unwatched(async (tx) => {
      await tx`delete from audit where position = ${head.position}`;
      await tx`update audit_marks set position = a.position, hash = a.hash
        from audit a where kind = 'head' and a.position = ${head.position - 1}`;
    });
    expect(await verify()).toMatchObject({ intact: true });
    const query = `?position=${head.position}&hash=${head.hash}`;
    expect((await verify(query)).fault).toMatchObject({
      kind: "replaced",
      position: head.position,
    });
  });

  it("is found by who remembers: the chain was written anew", async () => {
    const { head, anchor } = await verify();
    const remembered = `?position=${head.position}&hash=${head.hash}`;
    expect(await verify(remembered)).toMatchObject({ intact: true });
    await unwatched(async (tx) => {
      await tx`update audit set action = 'test.other' where action = 'test.second'`;
      await tx`update audit set position = null, hash = null, chained_at = null`;
      await tx`update audit_marks set position = ${anchor.position}, hash = ${anchor.hash} where kind = 'head'`;
    });
    expect(await verify()).toMatchObject({ intact: true });
    expect((await verify(remembered)).fault).toMatchObject({ kind: "replaced" });
  });
});

describe("retention", () => {
  it("removes the beginning of the chain and leaves an anchor from which it goes on", async () => {
    await someRows();
    await clock.advance(30 * 24 * HOUR);
    await deed("test.young");
    await chainAudit(platform.db);
    const { rows } = await verify();
    expect(await pruneChain(platform.db, 20, 2)).toBe(2);
    expect(await pruneChain(platform.db, 20, 5_000)).toBe(rows - 3);
    expect(await pruneChain(platform.db, 20, 5_000)).toBe(0);
    const verdict = await verify();
    expect(verdict).toMatchObject({ intact: true, rows: 1 });
    expect(verdict.anchor.position).toBe(verdict.head.position - 1);
    const first = await call("GET", "/api/v1/audit?action=test.young", { token });
    expect(first.body.data[0].previousHash).toBe(verdict.anchor.hash);
  });
});
