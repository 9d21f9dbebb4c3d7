import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { lockCalendar, updateCalendar } from "../../db/queries/calendars.ts";
import { readEventBounds, readEventsAfter } from "../../db/queries/events.ts";
import { rowsOf, sqlTag as sql } from "../../db/sql.ts";
import { recomputeJob } from "../../lib/services/jobs/recompute.ts";
import { requireJob } from "../../lib/services/jobs/show.ts";
import { planDue } from "../../lib/services/runs/plan.ts";
import { createTestClock } from "../support/clock.ts";
import { createTestDatabase } from "../support/database.ts";
import { someoneWaits } from "../support/locks.ts";
import { startRest } from "../support/rest.ts";

const database = await createTestDatabase();
// A Monday.
const clock = await createTestClock(database, "2026-03-02T08:00:00Z");
const api = await startRest(database);

const WEEKENDS = { kind: "weekly", days: ["SAT", "SUN"], name: "Weekend" };
const CHRISTMAS = { kind: "yearly", date: "12-25", name: "Christmas Day" };
const fixture = (name: string) =>
  readFileSync(new URL(`../support/ics/${name}.ics`, import.meta.url), "utf8");
const pointers = (body: { errors?: { pointer: string }[] }) =>
  (body.errors ?? []).map((error) => error.pointer);

async function makeCalendar(name: string, more: object = {}) {
  const answer = await api.call("POST /calendars", {
    body: { name, entries: [WEEKENDS], ...more },
  });
  expect(answer.body).toMatchObject({ version: 1 });
  return answer.body;
}

async function makeJob(name: string, schedule: object) {
  const answer = await api.call("POST /jobs", {
    body: {
      name,
      template: "http-request",
      params: { method: "GET", url: "http://127.0.0.1:9/" },
      schedule: { kind: "cron", expression: "0 12 * * *", ...schedule },
      policies: { overlap: "allow" },
    },
  });
  expect(answer.body).toMatchObject({ version: 1 });
  return answer.body;
}

async function ledger(jobId: string): Promise<string[]> {
  const answer = await api.call(`GET /runs?job=${jobId}&limit=200`);
  return answer.body.data
    .map((run: { scheduledFor: string; status: string; reason: string | null }) =>
      [run.scheduledFor.slice(0, 16), run.status, run.reason].filter(Boolean).join(" "),
    )
    .sort();
}

describe("calendars", () => {
  it("are made with their entries in stored form, and found by id and slug", async () => {
    const made = await api.call("POST /calendars", {
      body: {
        name: "Feiertage Köln",
        description: "what the city closes for",
        entries: [
          { kind: "weekly", days: ["sun", "SAT"] },
          { kind: "date", date: "2026-12-24", until: "2026-12-24", name: " Eve " },
          { kind: "hours", from: "8:00", to: "18:00" },
        ],
      },
    });
    expect(made.status).toBe(201);
    expect(made.headers.get("etag")).toBe('"1"');
    expect(made.headers.get("location")).toBe(`/api/v1/calendars/${made.body.id}`);
    expect(made.body).toMatchObject({
      slug: "feiertage-koln",
      project: "default",
      entryCount: 3,
      jobCount: 0,
      jobs: [],
      createdBy: { name: expect.any(String) },
      entries: [
        { kind: "weekly", days: ["SAT", "SUN"] },
        { kind: "date", date: "2026-12-24", name: "Eve" },
        { kind: "hours", from: "08:00", to: "18:00" },
      ],
    });
    for (const name of [made.body.id, "feiertage-koln"]) {
      const read = await api.call(`GET /calendars/${name}`);
      expect(read.body).toEqual(made.body);
      expect(read.headers.get("etag")).toBe('"1"');
    }
  });

  it("get a slug of their own where none is asked for, and are refused a taken one", async () => {
    const slugs = [await makeCalendar("Twice"), await makeCalendar("Twice")].map(
      ({ slug }) => slug,
    );
    expect(slugs).toEqual(["twice", "twice-2"]);
    expect((await makeCalendar("日本の祝日")).slug).toBe("calendar");
    const taken = await api.call("POST /calendars", {
      body: { name: "Other", slug: "twice", entries: [] },
    });
    expect(taken.status).toBe(409);
    expect(pointers(taken.body)).toEqual(["/slug"]);
  });

  it("tell every fault at its pointer, and write nothing", async () => {
    const refused = await api.call("POST /calendars", {
      body: {
        slug: "Not A Slug",
        color: "red",
        name: "Faulty",
        entries: [
          { kind: "date", date: "2026-02-30" },
          { kind: "weekly", days: [] },
          { kind: "moon" },
          { kind: "yearly", date: "12-25", until: "12-26" },
        ],
      },
    });
    expect(refused.status).toBe(422);
    expect(pointers(refused.body).sort()).toEqual([
      "/color",
      "/entries/0/date",
      "/entries/1/days",
      "/entries/2/kind",
      "/entries/3/until",
      "/slug",
    ]);
    for (const body of [
      { name: "None" },
      { name: "Both", entries: [], ics: fixture("berlin-2026-2028") },
    ])
      expect((await api.call("POST /calendars", { body })).status).toBe(422);
    expect((await api.call("GET /calendars?q=Faulty")).body.data).toEqual([]);
  });

  it("are listed newest first without their entries, page by page", async () => {
    for (const at of [1, 2, 3]) {
      await clock.advance(1000);
      await makeCalendar(`Listed ${at}`);
    }
    const first = await api.call("GET /calendars?q=listed&limit=2");
    expect(first.body.data.map((one: { slug: string }) => one.slug)).toEqual([
      "listed-3",
      "listed-2",
    ]);
    expect(first.body.data[0]).not.toHaveProperty("entries");
    const rest = await api.call(`GET /calendars?q=listed&limit=2&cursor=${first.body.nextCursor}`);
    expect(rest.body.data.map((one: { slug: string }) => one.slug)).toEqual(["listed-1"]);
    expect(rest.body.nextCursor).toBeNull();
  });

  it("are changed by merge patches under If-Match, entries replaced whole", async () => {
    await makeCalendar("Changing");
    const patch = (body: object, tag = '"1"') =>
      api.call("PATCH /calendars/changing", { body, headers: { "if-match": tag } });
    const same = await patch({
      name: "Changing",
      entries: [{ ...WEEKENDS, days: ["SUN", "SAT"] }],
    });
    expect(same.body.version).toBe(1);
    const changed = await patch({ entries: [CHRISTMAS], description: "now with a feast" });
    expect(changed.status).toBe(200);
    expect(changed.headers.get("etag")).toBe('"2"');
    expect(changed.body).toMatchObject({ name: "Changing", entries: [CHRISTMAS], version: 2 });
    expect((await patch({ name: "Late" })).status).toBe(412);
    const imported = await patch({ ics: fixture("netherlands-2026-2027") }, '"2"');
    expect(imported.body.entries).toHaveLength(20);
    const slug = await patch({ slug: "other" }, '"3"');
    expect([slug.status, pointers(slug.body)]).toEqual([422, ["/slug"]]);
  });

  it("are made once under an Idempotency-Key", async () => {
    const headers = { "idempotency-key": "calendar-1" };
    const body = { name: "Once", entries: [] };
    const [first, again] = [
      await api.call("POST /calendars", { body, headers }),
      await api.call("POST /calendars", { body, headers }),
    ];
    expect(again.body).toEqual(first.body);
  });

  it("answer nobody from another project, and no token without the scope", async () => {
    const made = await makeCalendar("Private");
    const project = await api.call("POST /projects", { body: { slug: "apollo" } });
    const limited = await api.call("POST /tokens", {
      body: { name: "apollo", scopes: ["jobs:read", "jobs:write"], project: "apollo" },
    });
    const { token } = limited.body;
    const calls = ["GET", "PATCH", "DELETE"].map((method) => `${method} /calendars/${made.id}`);
    for (const what of [...calls, `GET /calendars/${made.id}/ics`]) {
      const body = what.startsWith("PATCH") ? { name: "Mine" } : undefined;
      expect((await api.call(what, { token, body })).status).toBe(404);
    }
    expect((await api.call(`GET /calendars/private?project=${project.body.id}`)).status).toBe(404);
    expect((await api.call("GET /calendars", { token })).body.data).toEqual([]);
    const reader = await api.tokenWith(["jobs:read"]);
    expect((await api.call("GET /calendars/private", { token: reader })).status).toBe(200);
    const refused = await api.call("DELETE /calendars/private", { token: reader });
    expect([refused.status, refused.body.missingScopes]).toEqual([403, ["jobs:write"]]);
    const other = await api.tokenWith(["runs:read"]);
    expect((await api.call("GET /calendars", { token: other })).status).toBe(403);
    expect((await api.call("GET /calendars", { token: null })).status).toBe(401);
  });

  it("are deleted when no job names them any more", async () => {
    const made = await makeCalendar("Used");
    const job = await makeJob("User of it", { calendars: ["used"] });
    expect((await api.call("GET /calendars/used")).body).toMatchObject({
      jobCount: 1,
      jobs: [{ id: job.id, key: job.key, name: job.name }],
    });
    const refused = await api.call("DELETE /calendars/used");
    expect(refused.status).toBe(409);
    expect(refused.body.detail).toContain(job.key);
    const stale = await api.call("DELETE /calendars/used", { headers: { "if-match": '"7"' } });
    expect(stale.status).toBe(412);
    expect((await api.call(`DELETE /jobs/${job.id}`)).status).toBe(204);
    expect((await api.call("DELETE /calendars/used")).status).toBe(204);
    expect((await api.call(`GET /calendars/${made.id}`)).status).toBe(404);
    await makeCalendar("Used");
  });

  it("enter what was done to them in the audit", async () => {
    const made = await makeCalendar("Audited");
    await api.call("PATCH /calendars/audited", { body: { entries: [] } });
    await api.call("DELETE /calendars/audited");
    const rows = await rowsOf<{ action: string }>(
      api.platform.db,
      sql`select action from audit where object_id = ${made.id} order by seq`,
    );
    expect(rows.map(({ action }) => action)).toEqual([
      "calendar.created",
      "calendar.updated",
      "calendar.deleted",
    ]);
  });
});

describe("a change of a calendar", () => {
  it("leaves what was due before to its old entries (P1)", async () => {
    await makeCalendar("Open", { entries: [] });
    const skips = await makeJob("Skips", { calendars: ["open"] });
    await clock.setClock("2026-03-02T12:30:00Z");
    await api.call("PATCH /calendars/open", {
      body: { entries: [{ kind: "date", date: "2026-03-02", until: "2026-03-03" }] },
    });
    expect(await ledger(skips.id)).toEqual(["2026-03-02T12:00 pending"]);
    await clock.setClock("2026-03-03T12:30:00Z");
    await planDue(api.platform, 100);
    expect(await ledger(skips.id)).toEqual([
      "2026-03-02T12:00 pending",
      "2026-03-03T12:00 skipped calendar",
    ]);
  });

  it("moves the next run of jobs whose excluded slots move, and tells of all it concerns", async () => {
    await makeCalendar("Moving", { entries: [] });
    const use = { calendars: ["moving"] };
    const moves = await makeJob("Moves", { ...use, onExcluded: "move" });
    const skips = await makeJob("Stays", use);
    const { last: newest } = await readEventBounds(api.platform.db);
    const entries = [{ kind: "date", date: "2026-03-04", until: "2026-03-06", name: "Inventory" }];
    await api.call("PATCH /calendars/moving", { body: { entries } });
    expect((await api.call(`GET /jobs/${moves.id}`)).body.nextRunAt).toBe(
      "2026-03-07T12:00:00.000Z",
    );
    const { events } = await readEventsAfter(api.platform.db, newest, 100);
    const told = events.filter(({ type }) => type === "job.updated").map(({ jobId }) => jobId);
    expect(told.sort()).toEqual([moves.id, skips.id].sort());
    await clock.setClock("2026-03-07T12:30:00Z");
    await planDue(api.platform, 100);
    expect(await ledger(moves.id)).toEqual(["2026-03-07T12:00 pending"]);
    await api.call("PATCH /calendars/moving", { body: { entries: [] } });
    expect((await api.call(`GET /jobs/${moves.id}`)).body.nextRunAt).toBe(
      "2026-03-08T12:00:00.000Z",
    );
  });

  it("is waited for by a job that is about to name it", async () => {
    const { id } = await makeCalendar("Contended", { entries: [] });
    const entries = [{ kind: "date", date: "2026-03-08", until: "2026-03-20" } as const];
    const [saving] = await api.platform.db.transaction(async (tx) => {
      await lockCalendar(tx, id);
      await updateCalendar(tx, id, { name: "Contended", description: "", entries, version: 2 });
      const job = makeJob("Late", { calendars: ["contended"], onExcluded: "move" });
      await Promise.race([job, someoneWaits(api.platform.db)]);
      return [job];
    });
    expect((await saving)?.nextRunAt).toBe("2026-03-21T12:00:00.000Z");
  });

  it("that was rolled back leaves nothing behind", async () => {
    const { id } = await makeCalendar("Undone", { entries: [] });
    const use = { calendars: ["undone"], onExcluded: "move" };
    const job = await makeJob("Sees nothing", use);
    const far = [{ kind: "date", date: "2026-03-01", until: "2026-03-25" } as const];
    await api.platform.db
      .transaction(async (tx) => {
        await updateCalendar(tx, id, { name: "Undone", description: "", entries: far, version: 2 });
        await recomputeJob(tx, await requireJob(tx, { id: job.id }), "calendar");
        throw new Error("undo");
      })
      .catch(() => undefined);
    await api.call("PATCH /calendars/undone", { body: { entries: [CHRISTMAS] } });
    const { version } = (await api.call("GET /calendars/undone")).body;
    const after = (await api.call(`GET /jobs/${job.id}`)).body;
    expect([version, after.nextRunAt]).toEqual([2, job.nextRunAt]);
  });

  it("of its name alone concerns no job", async () => {
    await makeCalendar("Named");
    const job = await makeJob("Named by", { calendars: ["named"], onExcluded: "move" });
    await api.call("PATCH /calendars/named", { body: { name: "Renamed" } });
    expect((await api.call(`GET /jobs/${job.id}`)).body.version).toBe(1);
  });
});

describe("iCalendar files", () => {
  it("of public holidays become entries, after a look that stores nothing", async () => {
    const body = { ics: fixture("berlin-2026-2028") };
    const look = await api.call("POST /calendars?dryRun=true", { body });
    expect(look.status).toBe(200);
    expect(look.body).toMatchObject({ name: "Feiertage Berlin", notices: [] });
    expect(look.body.entries).toHaveLength(30);
    expect(look.body.entries).toContainEqual({
      kind: "date",
      date: "2027-03-26",
      name: "Karfreitag",
    });
    expect((await api.call("GET /calendars?q=Berlin")).body.data).toEqual([]);
    const made = await api.call("POST /calendars", { body });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ name: "Feiertage Berlin", slug: "feiertage-berlin" });
    expect(made.body.entries).toEqual(look.body.entries);
  });

  it("come out as they went in, hours and all", async () => {
    const entries = [
      CHRISTMAS,
      { kind: "hours", from: "22:00", to: "06:00", days: ["MON", "FRI"], name: "Nachts; leise" },
      { kind: "date", date: "2026-08-03", until: "2026-08-14" },
      WEEKENDS,
      { kind: "hours", from: "00:00", to: "24:00", days: ["SUN"] },
    ];
    const made = await makeCalendar("Round trip", { entries });
    const file = await api.call(`GET /calendars/${made.id}/ics`);
    expect(file.headers.get("content-type")).toBe("text/calendar; charset=utf-8");
    expect(file.headers.get("content-disposition")).toBe('attachment; filename="round-trip.ics"');
    const headers = { accept: "text/calendar" };
    expect((await api.call("GET /calendars/round-trip", { headers })).body).toBe(file.body);
    const again = await api.call("POST /calendars", { body: { ics: file.body } });
    expect(again.body).toMatchObject({ name: "Round trip", entries });
  });

  it("that are broken, empty or hostile are refused at /ics", async () => {
    const event = (lines: string) => `BEGIN:VEVENT\r\nSUMMARY:E\r\n${lines}\r\nEND:VEVENT\r\n`;
    const file = (inside: string) => `BEGIN:VCALENDAR\r\n${inside}END:VCALENDAR\r\n`;
    const date = "DTSTART;VALUE=DATE:20260101";
    for (const ics of [
      "<!doctype html>",
      file(""),
      fixture("berlin-2026-2028").slice(0, -30),
      file(event("DTSTART;VALUE=DATE:20260230")),
      file(event(`${date}\r\nRRULE:FREQ=SECONDLY`)),
      file(event(`${date}\r\nRRULE:FREQ=DAILY;COUNT=99999`)),
      file(event("DTSTART:20260101T100000Z\r\nDTEND:20260101T110000Z")),
      file(event(date).repeat(5001)),
      "BEGIN:VCALENDAR\n".repeat(1000),
      `${file(event(date))}\u0000`,
      "x".repeat(1_000_001),
    ]) {
      const refused = await api.call("POST /calendars", { body: { name: "No", ics } });
      expect([refused.status, new Set(pointers(refused.body))]).toEqual([422, new Set(["/ics"])]);
    }
    const large = await api.call("POST /calendars", { body: { name: "No", ics: "x".repeat(5e6) } });
    expect(large.status).toBe(413);
    const usual = await api.call("POST /calendars/nowhere", { body: {} });
    expect(usual.status).toBe(405);
  });

  it("need a name from somewhere", async () => {
    const ics = fixture("berlin-2026-2028").replace(/X-WR-CALNAME.*\r\n/, "");
    const refused = await api.call("POST /calendars", { body: { ics } });
    expect([refused.status, pointers(refused.body)]).toEqual([422, ["/name"]]);
  });
});
