import { randomUUID } from "node:crypto";
import postgres from "postgres";
import { afterAll, inject } from "vitest";

const LEAK_PATIENCE_MS = 3000;
const LEAK_LOOK_MS = 25;
/** What a test may leave neither open nor running. */
const HANDLES = new Set(["TCPSocketWrap", "TCPServerWrap", "ProcessWrap"]);

export type TestDatabase = Readonly<{ url: string; name: string }>;

/**
 * A migrated database of one's own, dropped when the test file ends. Called at the top of a test file:
 * `const database = await createTestDatabase();`. The file fails when, after its own `afterAll` hooks, it
 * has left a connection, a server, a socket or a child process open.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { adminUrl, template } = inject("postgres");
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await asAdmin(adminUrl, async (sql) => {
    await sql`create database ${sql(name)} template ${sql(template)}`;
  });
  const handlesBefore = openHandles();
  afterAll(async () => {
    const leaks = await leftOpen(adminUrl, name, handlesBefore);
    await asAdmin(adminUrl, async (sql) => {
      await sql`drop database ${sql(name)} with (force)`;
    });
    if (leaks.length > 0) throw new Error(`This test file left open: ${leaks.join("; ")}`);
  });
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return { url: url.href, name };
}

/** Looks until nothing is open any more, because a closed connection's backend takes a moment to leave. */
async function leftOpen(adminUrl: string, name: string, before: number): Promise<string[]> {
  return asAdmin(adminUrl, async (sql) => {
    let leaks: string[] = [];
    for (let waited = 0; waited < LEAK_PATIENCE_MS; waited += LEAK_LOOK_MS) {
      const backends = await sql<{ text: string }[]>`
        select format('connection of %s (%s): %s', application_name, state, left(query, 80)) as text
        from pg_stat_activity where datname = ${name}`;
      // The connection of this very look is one handle.
      const handles = openHandles() - before - 1;
      leaks = backends.map((backend) => backend.text);
      if (handles > 0) leaks.push(`${handles} socket, server or child process handle(s)`);
      if (leaks.length === 0) return leaks;
      await sql`select pg_sleep(${LEAK_LOOK_MS / 1000})`;
    }
    return leaks;
  });
}

function openHandles(): number {
  return process.getActiveResourcesInfo().filter((kind) => HANDLES.has(kind)).length;
}

async function asAdmin<T>(url: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, {
    max: 1,
    onnotice: () => undefined,
    connection: { application_name: "test-support" },
  });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}
