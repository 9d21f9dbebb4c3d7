import { describe, expect, it } from "vitest";
import type { StoredEvent } from "../../db/queries/events.ts";
import { EventReader, presentEnd } from "../../lib/events/reader.ts";
import { openHeart } from "../support/heart.ts";

const heart = await openHeart("2026-03-02T08:00:00Z");
const { platform, sql } = heart;

/** An event in a transaction that stays open until it is told to end. */
async function openEvent(): Promise<{
  seq: number;
  end(how: "commit" | "rollback"): Promise<void>;
}> {
  const connection = await sql.reserve();
  await connection`begin`;
  await connection.unsafe(CHANGE);
  const seq = await insert(connection);
  return {
    seq,
    end: async (how) => {
      await connection.unsafe(how);
      connection.release();
    },
  };
}

/** Every transaction has changed something, and so has its number, before it takes one for its event. */
const CHANGE = "select pg_current_xact_id()";

async function insert(on: Pick<typeof sql, "unsafe"> = sql): Promise<number> {
  const [row] = await on.unsafe<{ seq: string }[]>(
    "insert into events (type, data) values ('worker.updated', '{}') returning seq",
  );
  return Number(row?.seq);
}

const seqs = (events: readonly StoredEvent[]): number[] => events.map((event) => event.seq);

/** Reads on until `count` events are there; other databases of the server may hold a hole open for a moment. */
async function readAll(reader: EventReader, count: number): Promise<number[]> {
  const read: number[] = [];
  while (read.length < count) read.push(...seqs(await reader.read(100)));
  return read;
}

async function readerHere(): Promise<EventReader> {
  return new EventReader(platform.db, await insert());
}

describe("the order of events", () => {
  it("is that of their numbers: a lower one that is not committed yet is waited for", async () => {
    const reader = await readerHere();
    const slow = await openEvent();
    const quick = await insert();
    expect(await reader.read(100)).toEqual([]);
    expect(await reader.read(100)).toEqual([]);
    expect(reader.waits).toBe(true);
    await slow.end("commit");
    expect(await readAll(reader, 2)).toEqual([slow.seq, quick]);
    expect(reader.position).toBe(quick);
    expect(reader.waits).toBe(false);
  });

  it("holds for a transaction that began after the one that ended before it", async () => {
    const reader = await readerHere();
    const older = await sql.reserve();
    await older`begin`;
    await older.unsafe(CHANGE);
    const younger = await openEvent();
    const told = await insert(older);
    await older`commit`;
    older.release();
    expect(await reader.read(100)).toEqual([]);
    expect(await reader.read(100)).toEqual([]);
    await younger.end("commit");
    expect(await readAll(reader, 2)).toEqual([younger.seq, told]);
  });

  it("passes numbers that were rolled back", async () => {
    const reader = await readerHere();
    const gone = await openEvent();
    const kept = await insert();
    expect(await reader.read(100)).toEqual([]);
    await gone.end("rollback");
    expect(await readAll(reader, 1)).toEqual([kept]);
  });

  it("hands out what comes before a hole, and waits only there", async () => {
    const reader = await readerHere();
    const before = await insert();
    const first = await openEvent();
    const between = await insert();
    const second = await openEvent();
    const after = await insert();
    expect(seqs(await reader.read(100))).toEqual([before]);
    await first.end("rollback");
    // The second hole was open when the first was met, so that neither is passed before it has ended.
    await second.end("commit");
    expect(await readAll(reader, 3)).toEqual([between, second.seq, after]);
  });

  it("is kept page by page", async () => {
    const reader = await readerHere();
    const all = [await insert(), await insert(), await insert()];
    expect(seqs(await reader.read(2))).toEqual(all.slice(0, 2));
    expect(seqs(await reader.read(2))).toEqual(all.slice(2));
    expect(await reader.read(2)).toEqual([]);
  });

  it("holds while eight writers commit and roll back at random; nothing is lost or told twice", async () => {
    const reader = await readerHere();
    let writing = true;
    const writers = Array.from({ length: 8 }, (_, writer) => write(writer));
    const all = Promise.all(writers).finally(() => {
      writing = false;
    });
    const read: number[] = [];
    while (writing) read.push(...seqs(await reader.read(50)));
    await all;
    const committed = await sql<{ seq: string }[]>`select seq from events order by seq offset 1`;
    const expected = committed.map((row) => Number(row.seq));
    read.push(...(await readAll(reader, expected.length - read.length)));
    expect(read).toEqual(expected);
  });

  it("begins for a newcomer where every transaction under way has ended", async () => {
    const slow = await openEvent();
    const quick = await insert();
    let here = false;
    const end = presentEnd(platform.db).then((found) => {
      here = true;
      return found;
    });
    await platform.db.execute("select 1");
    expect(here).toBe(false);
    await slow.end("commit");
    expect((await end).last).toBe(quick);
  });
});

/** Thirty transactions of a few events each, every third of them in vain. */
async function write(writer: number): Promise<void> {
  for (let round = 0; round < 30; round += 1)
    await sql
      .begin(async (tx) => {
        await tx.unsafe(CHANGE);
        for (let event = 0; event < 1 + ((writer + round) % 3); event += 1) await insert(tx);
        if ((writer * 7 + round) % 3 === 0) throw new Error("in vain");
      })
      .catch((error: Error) => {
        if (error.message !== "in vain") throw error;
      });
}
