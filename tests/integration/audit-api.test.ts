import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { recordDeed } from "../../lib/services/audit/record.ts";
import { createTestApi } from "../support/api.ts";
import { runCli } from "../support/cli.ts";
import { createTestDatabase } from "../support/database.ts";

const database = await createTestDatabase();
const api = await createTestApi(database);
const { call, login, member, platform } = api;
const token = await login();
const olga = await member("olga");
const nina = await member("nina");

const project = (
  await call("POST", "/api/v1/projects", { token, body: { slug: "owned", name: "Owned" } })
).body;
for (const [person, role] of [
  [olga, "owner"],
  [nina, "editor"],
] as const)
  await call("PUT", `/api/v1/projects/owned/members/${person.id}`, { token, body: { role } });
const made = (
  await call("POST", "/api/v1/jobs", {
    token: olga.token,
    body: {
      project: "owned",
      name: "=cmd|' /C calc'!A0",
      template: "http-request",
      params: { url: "http://127.0.0.1:9/" },
      schedule: { kind: "manual" },
    },
  })
).body;

type Row = {
  readonly id: string;
  readonly action: string;
  readonly project: { slug: string } | null;
};

async function list(query: string, as = token): Promise<Row[]> {
  const { status, body } = await call("GET", `/api/v1/audit?${query}`, { token: as });
  expect([status, body.code]).toEqual([200, undefined]);
  return body.data;
}

describe("the list", () => {
  it("tells who did what from where, newest first", async () => {
    const [row] = await list("action=job.created");
    expect(row).toMatchObject({
      actor: { kind: "user", id: olga.id, email: "olga@example.com", name: "olga" },
      token: null,
      action: "job.created",
      project: { id: project.id, slug: "owned" },
      object: { kind: "job", id: made.id },
      before: null,
      after: { key: made.key, version: 1 },
    });
    const ids = (await list("limit=200")).map(({ id }) => Number(id));
    expect(ids).toEqual(ids.toSorted((left, right) => right - left));
  });

  it.each([
    ["actor=olga@example.com", ["job.created", "session.started"]],
    ["actor=OLGA@example.com&action=job.", ["job.created"]],
    [`actor=${olga.id}&q=cmd`, ["job.created"]],
    ["actor=system", ["user.created"]],
    ["action=member", ["member.put", "member.put"]],
    ["action=job", ["job.created"]],
    [`object=${made.id}`, ["job.created"]],
    ["project=owned&action=project.", ["project.created"]],
    ["from=2100-01-01T00:00:00Z", []],
    ["to=2001-01-01T00:00:00Z", []],
    ["q=%25", []],
    ["q=nobody%40here", []],
  ])("is narrowed by %s", async (query, actions) => {
    expect((await list(query)).map(({ action }) => action)).toEqual(actions);
  });

  it("pages without gaps", async () => {
    const all = await list("limit=200");
    const seen: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const query: string = cursor === "" ? "" : `&cursor=${cursor}`;
      const { body } = await call("GET", `/api/v1/audit?limit=3${query}`, { token });
      seen.push(...body.data.map(({ id }: Row) => id));
      cursor = body.nextCursor;
    }
    expect(seen).toEqual(all.map(({ id }) => id));
  });

  it.each(["limit=201", "limit=0", "cursor=x", "action=Job", "from=yesterday", "bogus=1"])(
    "refuses %s",
    async (query) => {
      expect((await call("GET", `/api/v1/audit?${query}`, { token })).status).toBe(422);
    },
  );

  it("is for administrators, and for owners of the project they name", async () => {
    const status = async (query: string, as: string) =>
      (await call("GET", `/api/v1/audit${query}`, { token: as })).status;
    expect(await status("", olga.token)).toBe(403);
    expect(await status("?project=owned", olga.token)).toBe(200);
    expect(await status("?project=owned", nina.token)).toBe(403);
    const stranger = await member("stranger");
    expect(await status("?project=owned", stranger.token)).toBe(404);
    expect(await status(`?project=${project.id}`, stranger.token)).toBe(404);
    const rows = await list("project=owned&limit=200", olga.token);
    expect(rows.length).toBeGreaterThan(3);
    expect(rows.filter((row) => row.project?.slug !== "owned")).toEqual([]);
  });

  it("asks tokens for the scope admin, and those of one project for that project", async () => {
    const make = async (body: object) =>
      (await call("POST", "/api/v1/tokens", { token, body: { name: "t", ...body } })).body.token;
    const reader = await make({ scopes: ["jobs:read"] });
    expect((await call("GET", "/api/v1/audit", { token: reader })).body.missingScopes).toEqual([
      "admin",
    ]);
    const narrow = await make({ scopes: ["admin"], project: "owned" });
    expect((await call("GET", "/api/v1/audit", { token: narrow })).status).toBe(403);
    expect((await call("GET", "/api/v1/audit?project=owned", { token: narrow })).status).toBe(200);
    expect((await call("GET", "/api/v1/audit?project=default", { token: narrow })).status).toBe(
      404,
    );
    expect((await call("GET", "/api/v1/audit/verify", { token: narrow })).status).toBe(403);
  });
});

describe("the export", () => {
  const take = (accept: string, query = "") =>
    call("GET", `/api/v1/audit${query}`, { token, headers: { accept } });

  it("is CSV that no spreadsheet computes", async () => {
    const { headers, body } = await take("text/csv", "?action=job.");
    expect(headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(headers.get("content-disposition")).toBe('attachment; filename="audit.csv"');
    const lines = String(body).trim().split("\r\n");
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^id,at,actorKind,actorId,actorName,/);
    const ctx = { actor: { kind: "system" }, address: null } as const;
    for (const start of ["=1+1", "+1", "-1", "@x", "\t1", "\r1"])
      await recordDeed(platform.db, ctx, { action: start, object: { kind: start, id: start } });
    const all = String((await take("text/csv")).body);
    expect(all).not.toMatch(/(^|,|\n)"?[=+\-@\t\r](?!\n)/);
    expect(all).toContain(",'=1+1,");
  });

  it("is all of it as JSON lines, oldest first, in more than one batch", async () => {
    await platform.db.execute(sql`
      insert into audit (actor_kind, action) select 'system', 'many.' || n from generate_series(1, 1200) as n`);
    const { headers, body } = await take("application/x-ndjson");
    expect(headers.get("content-type")).toBe("application/x-ndjson; charset=utf-8");
    const rows: Row[] = String(body)
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const ids = rows.map(({ id }) => Number(id));
    expect(ids).toEqual([...new Set(ids)].toSorted((left, right) => left - right));
    expect(rows.filter(({ action }) => action.startsWith("many."))).toHaveLength(1200);
    const [last] = await list("action=audit.exported&limit=1");
    expect(last).toMatchObject({
      after: { format: "ndjson" },
      object: { id: ids.at(-1)?.toString() },
    });
  });

  it("is refused like the list", async () => {
    const asked = { token: olga.token, headers: { accept: "text/csv" } };
    expect((await call("GET", "/api/v1/audit", asked)).status).toBe(403);
    const own = await call("GET", "/api/v1/audit?project=owned", asked);
    expect(own.body).toContain("job.created");
    expect(own.body).not.toContain("session.started");
  });
});

describe("the command line", () => {
  const cli = (...line: string[]) =>
    runCli(["audit", ...line], {
      fetch: (url, init) => api.answer(new Request(url, init)),
      env: { PUNCTUAL_TOKEN: token },
    });

  it("lists, and verifies with an exit code", async () => {
    const listed = await cli("list", "--action", "job.", "--project", "owned");
    expect(listed.out).toContain("olga@example.com");
    const good = await cli("verify");
    expect(good.code).toBe(0);
    expect(good.out).toMatch(/^\d+ rows, chain intact\nend \d+:[0-9a-f]{64}\n$/);
    const end = /end (\S+)/.exec(good.out)?.[1] ?? "";
    expect((await cli("verify", "--remembered", end)).code).toBe(0);
    expect(
      (
        await cli(
          "verify",
          "--remembered",
          end.replace(/.$/, (d) => (d === "0" ? "1" : "0")),
        )
      ).code,
    ).toBe(1);
    expect((await cli("verify", "--remembered", "nonsense")).code).toBe(2);
    await platform.db.transaction(async (tx) => {
      await tx.execute(sql`set local session_replication_role = replica`);
      await tx.execute(sql`update audit set address = '192.0.2.1' where action = 'job.created'`);
    });
    const bad = await cli("verify");
    expect(bad.code).toBe(1);
    expect(bad.out).toMatch(/^Not intact at position \d+ \(row \d+\): This row/);
  });
});
