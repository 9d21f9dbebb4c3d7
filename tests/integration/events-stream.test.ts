import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Context } from "../../lib/services/context.ts";
import { followEvents } from "../../lib/services/events/follow.ts";
import { cancelRuns } from "../../lib/services/runs/cancel.ts";
import { setPlatform } from "../../lib/services/runtime.ts";
import { ensureFirstRun } from "../../lib/services/setup/ensure-first-run.ts";
import { issueStartToken } from "../../lib/services/setup/issue-start-token.ts";
import {
  listStream,
  openStream,
  type StreamClient,
  type StreamEvent,
} from "../support/event-stream.ts";
import { COMPLETED, openHeart } from "../support/heart.ts";

const heart = await openHeart("2026-03-02T08:00:00Z", { listen: true });
const { platform, sql } = heart;

let token = "";
let other = "";
/** Cut at the end of each test. */
const open: StreamClient[] = [];

beforeAll(async () => {
  setPlatform(platform);
  await ensureFirstRun(platform, {
    admin: { email: "admin@example.com", password: "correct horse battery" },
  });
  const { authSecret } = platform.config;
  token = (await issueStartToken(platform, { kept: null, authSecret })) ?? "";
  const [row] = await sql<{ id: string }[]>`
    insert into projects (id, slug, name, signing_secret)
    values (gen_random_uuid(), 'other', 'Other', 'whsec_b3RoZXI=') returning id`;
  other = row?.id ?? "";
});
afterEach(() => {
  for (const client of open.splice(0)) client.cut();
});
afterAll(() => setPlatform(null));

async function stream(query = "", lastEventId?: number): Promise<StreamClient> {
  const client = await openStream({
    token,
    query,
    ...(lastEventId === undefined ? {} : { lastEventId }),
  });
  open.push(client);
  return client;
}

/** The administrator as the service below the route knows them. */
async function administrator(): Promise<Context> {
  const [row] = await sql<{ user: string; project: string }[]>`
    select u.id as user, p.id as project from users u, projects p where p.slug = 'default' limit 1`;
  if (row === undefined) throw new Error("there is no administrator");
  const actor = {
    kind: "user",
    userId: row.user,
    role: "admin",
    sessionId: row.user,
    via: "bearer",
    defaultProjectId: row.project,
  } as const;
  return { ...heart.ctx, actor };
}

const types = (events: readonly StreamEvent[]): string[] => events.map((event) => event.event);
const ids = (events: readonly StreamEvent[]): number[] => events.map((event) => event.id);

/** An event of the whole installation, told to everybody; a hint makes the stream look at once. */
async function say(word: string): Promise<number> {
  const [row] = await sql<{ seq: string }[]>`
    insert into events (type, data) values ('worker.updated', ${sql.json({ word })}) returning seq`;
  platform.hints.send("events");
  return Number(row?.seq);
}

const said = (word: string) => (events: readonly StreamEvent[]) =>
  events.some((event) => event.data?.data?.word === word);

async function allSeqs(after: number): Promise<number[]> {
  const rows = await sql<
    { seq: string }[]
  >`select seq from events where seq > ${after} order by seq`;
  return rows.map((row) => Number(row.seq));
}

describe("a stream", () => {
  it("begins at once with its headers and a comment, before anything happens", async () => {
    const client = await stream();
    expect(client.status).toBe(200);
    expect(client.headers.get("content-type")).toContain("text/event-stream");
    expect(client.headers.get("cache-control")).toContain("no-store");
    expect(client.greeting).toBe("retry: 1000\n: welcome\n\n");
  });

  it("tells of what its caller did as soon as the answer began", async () => {
    // As in a process nobody else listens to.
    const ctx = {
      ...(await administrator()),
      hints: { ...platform.hints, hear: () => () => true },
    };
    const prepared = await followEvents(ctx, {}, null);
    await say("deed");
    const { promise: heard, resolve } = Promise.withResolvers<void>();
    const leave = await prepared.start(
      (piece) => {
        if (new TextDecoder().decode(piece).includes('"word":"deed"')) resolve();
      },
      () => undefined,
    );
    await heard;
    leave();
  });

  it("tells what happens from now on, in order, each with its number", async () => {
    const client = await stream("?topics=jobs,runs");
    const job = await heart.makeJob();
    const runId = await heart.openRun(job.id);
    await heart.finish(await heart.claimOne(), COMPLETED);
    const events = await client.until((all) => types(all).includes("run.finished"));
    expect(types(events)).toEqual(["job.created", "run.created", "run.updated", "run.finished"]);
    expect(events[0]).toMatchObject({ data: { project: "default", jobId: job.id } });
    expect(events[3]).toMatchObject({
      data: { runId, jobId: job.id, type: "run.finished", data: { status: "completed" } },
    });
    expect(events.map((event) => event.data.seq)).toEqual(ids(events));
    expect(ids(events)).toEqual(ids(events).toSorted((left, right) => left - right));
  });

  it("hears nothing of other projects, and a client names the one it wants", async () => {
    const mine = await stream();
    const theirs = await stream("?project=other");
    const data = sql.json({ status: "active" });
    await sql`insert into events (type, project_id, data) values ('job.updated', ${other}, ${data})`;
    const job = await heart.makeJob();
    await say("end");
    const [here, there] = [await mine.until(said("end")), await theirs.until(said("end"))];
    expect(types(here)).toEqual(["job.created", "worker.updated"]);
    expect(here[0]?.data.jobId).toBe(job.id);
    expect(there.map((event) => event.data.project)).toEqual(["other", null]);
    expect((await listStream(token, "?project=nobody")).status).toBe(404);
  });

  it("can be narrowed to topics, a job, a run", async () => {
    const [one, two] = [await heart.makeJob(), await heart.makeJob()];
    const wanted = await heart.openRun(one.id);
    const runs = await stream("?topics=runs");
    const ofJob = await stream(`?job=${one.key}`);
    const ofRun = await stream(`?run=${wanted}&topics=runs`);
    const workers = await stream("?topics=workers");
    await heart.openRun(two.id);
    await cancelRuns(platform, [wanted], "user");
    await heart.makeJob();
    const end = await say("end");
    await workers.until(said("end"));
    await ofJob.until((all) => all.length >= 1);
    await ofRun.until((all) => all.length >= 1);
    const heard = await runs.until((all) => all.length >= 2);
    expect(types(heard)).toEqual(["run.created", "run.finished"]);
    expect(heard.map((event) => event.data.jobId)).toEqual([two.id, one.id]);
    expect(ofJob.events.map((event) => event.data.runId)).toEqual([wanted]);
    expect(ofRun.events.map((event) => event.data.runId)).toEqual([wanted]);
    expect(ids(workers.events)).toEqual([end]);
  });
});

describe("a client that comes back", () => {
  it("hears what it missed, then what comes, each once", async () => {
    const first = await stream();
    const known = await say("known");
    await first.until(said("known"));
    first.cut();
    await say("missed");
    const again = await stream("", known);
    await say("after");
    const events = await again.until(said("after"));
    expect(ids(events)).toEqual(await allSeqs(known));
  });

  it("may know more than this process has read so far, and is not told to start over", async () => {
    const slow = await stream();
    await say("here");
    await slow.until(said("here"));
    const [row] = await sql<{ seq: string }[]>`
      insert into events (type, data) values ('worker.updated', '{}') returning seq`;
    const known = Number(row?.seq);
    // No hint: the stream of this process has not looked yet.
    const again = await stream("", known);
    const next = await say("next");
    expect(ids(await again.until(said("next")))).toEqual([next]);
    expect(ids(await slow.until(said("next")))).toEqual([known - 1, known, next]);
  });

  it("is told to start over when what it missed is no longer kept", async () => {
    const known = await say("known");
    const gone = await say("gone");
    await say("kept");
    await sql`delete from events where seq <= ${gone}`;
    const lost = await stream("", known);
    await lost.until((all) => all.length > 0);
    const live = await say("live");
    const events = await lost.until(said("live"));
    expect(types(events)).toEqual(["reset", "worker.updated"]);
    expect(ids(events).at(-1)).toBe(live);
    // The one that knows all that was removed has missed nothing.
    const lucky = await stream(`?after=${gone}`);
    expect(ids(await lucky.until(said("live")))).toEqual(await allSeqs(gone));
  });

  it("is told to start over when its number was never given out", async () => {
    await say("one");
    const stranger = await stream("", 900_000_000);
    expect(types(await stranger.until((all) => all.length > 0))).toEqual(["reset"]);
    const next = await say("next");
    expect(ids(await stranger.until(said("next"))).at(-1)).toBe(next);
  });

  it("again and again, while many write, misses nothing and hears nothing twice", async () => {
    const start = await say("start");
    let writing = true;
    const writers = [0, 1, 2].map(async () => {
      for (let round = 0; round < 60; round += 1) {
        await sql
          .begin(async (tx) => {
            await tx`insert into events (type, data) values ('worker.updated', '{}')`;
            if (round % 5 === 0) throw new Error("in vain");
            await tx`insert into events (type, data) values ('worker.updated', '{}')`;
          })
          .catch(() => undefined);
        platform.hints.send("events");
      }
    });
    const done = Promise.all(writers).then(async () => {
      writing = false;
      return say("end");
    });
    const follow = async (pieces: number): Promise<number[]> => {
      const heard: number[] = [];
      for (;;) {
        const client = await stream("", heard.at(-1) ?? start);
        const events = await client.until(
          (all) => said("end")(all) || (writing && all.length >= pieces),
        );
        heard.push(...ids(events));
        client.cut();
        if (said("end")(events)) return heard;
      }
    };
    const all = await Promise.all([follow(5), follow(40), follow(1000)]);
    await done;
    const expected = await allSeqs(start);
    for (const heard of all) expect(heard).toEqual(expected);
  });
});

describe("the JSON twin", () => {
  it("answers pages that go on, over the events of others too", async () => {
    const start = await say("start");
    const data = sql.json({});
    const job = await heart.makeJob();
    await sql`insert into events (type, project_id, data) values ('job.updated', ${other}, ${data})`;
    await say("end");
    const seqs = await allSeqs(start);
    const first = await listStream(token, `?after=${start}&limit=2`);
    expect(first.status).toBe(200);
    expect(first.body.data).toMatchObject([
      { type: "job.created", jobId: job.id, project: "default" },
    ]);
    expect(first.body.next).toBe(seqs[1]);
    const second = await listStream(token, `?after=${first.body.next}&limit=2`);
    expect(second.body.data.map((event: { seq: number }) => event.seq)).toEqual([seqs[2]]);
    expect(await listStream(token, `?after=${second.body.next}`)).toMatchObject({
      body: { data: [], next: second.body.next },
    });
  });
});
