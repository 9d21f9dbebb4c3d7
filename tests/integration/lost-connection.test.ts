import { sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Database, openDatabase } from "../../db/client.ts";
import { type DatabaseProxy, openProxy } from "../fault/proxy.ts";
import { createTestDatabase } from "../support/database.ts";

const test = await createTestDatabase();
const CONNECTIONS = 4;

let proxy: DatabaseProxy;
let database: Database;

beforeEach(async () => {
  proxy = await openProxy(test.url);
  database = openDatabase({
    url: proxy.url,
    max: CONNECTIONS,
    name: "lost-connection",
    silentSeconds: 1,
  });
});

afterEach(async () => {
  await database.close();
  await proxy.close();
});

/** As many statements at once as there are connections, each of which answers with its own number. */
async function askAll(): Promise<unknown[]> {
  const asked = Array.from({ length: CONNECTIONS }, async (_, n) => {
    const rows = await database.db.execute(sql`select ${n}::int as n, pg_sleep(0.02)`);
    return rows[0]?.["n"];
  });
  return Promise.all(asked);
}

const ALL = Array.from({ length: CONNECTIONS }, (_, n) => n);

/** Transactions on every connection, each in the middle of its work. */
async function beginAll(): Promise<Promise<unknown>[]> {
  const begun = ALL.map(() => Promise.withResolvers<void>());
  const ends = begun.map(({ resolve }) =>
    database.db.transaction(async (tx) => {
      await tx.execute(sql`select 1`);
      resolve();
      await tx.transaction((inner) => inner.execute(sql`select pg_sleep(5)`));
    }),
  );
  await Promise.all(begun.map(({ promise }) => promise));
  return ends;
}

async function terminateAll(): Promise<void> {
  const other = openDatabase({ url: test.url, max: 1, name: "lost-connection-end" });
  await other.db.execute(sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = 'lost-connection'`);
  await other.close();
}

describe("a pool whose connections are lost", () => {
  it.each([
    ["ended by the server", terminateAll],
    ["reset on the way", async () => proxy.refuse()],
  ])(
    "fails what was under way and serves the next statements on every connection: %s",
    async (_how, lose) => {
      const ends = await beginAll();
      await lose();
      const results = await Promise.allSettled(ends);
      expect(results.map((result) => result.status)).toEqual(ALL.map(() => "rejected"));
      proxy.open();
      const asked = performance.now();
      expect(await askAll()).toEqual(ALL);
      // A connection that the driver had spoiled would first have to time out.
      expect(performance.now() - asked).toBeLessThan(2500);
    },
  );

  it("answers a statement that follows at once on the failure of another", async () => {
    await askAll();
    const again = ALL.map(() =>
      database.db
        .execute(sql`select pg_sleep(5)`)
        .catch(() => database.db.execute(sql`select 1`).catch(() => "failed")),
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    proxy.refuse();
    expect(await Promise.all(again)).toEqual(ALL.map(() => "failed"));
    proxy.open();
    expect(await askAll()).toEqual(ALL);
  });

  it("gives up what the network swallows", async () => {
    expect(await askAll()).toEqual(ALL);
    proxy.swallow();
    const asked = performance.now();
    await expect(database.db.execute(sql`select 1`)).rejects.toMatchObject({
      cause: { code: "ETIMEDOUT" },
    });
    expect(performance.now() - asked).toBeLessThan(3000);
    proxy.open();
    expect(await askAll()).toEqual(ALL);
  });

  it("leaves no failure uncaught when it is lost, or given up, while it connects", async () => {
    const uncaught: unknown[] = [];
    const note = (error: unknown) => void uncaught.push(error);
    process.on("unhandledRejection", note);
    for (let ms = 0; ms < 40; ms += 2) {
      const given = openDatabase({ url: proxy.url, max: 1, name: "lost-connection" });
      const asked = given.db.execute(sql`select 1`).catch(() => "failed");
      await new Promise((resolve) => setTimeout(resolve, ms / 2));
      if (ms % 4 === 0) proxy.refuse();
      await given.connection.end({ timeout: 0 });
      await asked;
      proxy.open();
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
    process.off("unhandledRejection", note);
    expect(uncaught).toEqual([]);
  });

  it("reads and writes arrays", async () => {
    const values = ["plain", 'with "quotes", commas and \\', "", "{}"];
    const [row] = await database.connection`
      select ${values}::text[] as same, array[1, null, 3] as numbers, array[true, false] as flags`;
    expect(row).toEqual({ same: values, numbers: [1, null, 3], flags: [true, false] });
  });

  it("hears notifications again, and is told that it may have missed some", async () => {
    let subscriptions = 0;
    const heard = Promise.withResolvers<string>();
    await database.connection.listen("lost_connection", heard.resolve, () => {
      subscriptions += 1;
    });
    proxy.refuse();
    proxy.open();
    await expect.poll(() => subscriptions, { timeout: 5000 }).toBe(2);
    await database.connection.notify("lost_connection", "hello");
    expect(await heard.promise).toBe("hello");
  });
});
