import { describe, expect, it } from "vitest";
import { ENDPOINTS } from "../../lib/contracts/endpoints/all.ts";
import { makeCallers } from "../support/access/callers.ts";
import { DECLARED } from "../support/access/declared.ts";
import { openInstallation } from "../support/access/installation.ts";
import { addressOf, RECIPES, type Wish } from "../support/access/requests.ts";
import { digestOf } from "../support/access/stored.ts";

const { api, maker, alpha, beta } = await openInstallation();
const callers = await makeCallers(maker, alpha, beta);
const owner = callers.find(({ name }) => name === "owner");
if (owner === undefined) throw new Error("the project has no owner");

/** Rows whose objects lie in a project: there is somebody to whom they are foreign. */
const ROWS = Object.entries(DECLARED)
  .filter(([, { least }]) => !["nobody", "anyone", "administrator"].includes(least))
  .map(([row]) => row);
/** Ids that are looked for in what the caller may see: they find nothing, and nothing is told. */
const FINDS_NOTHING = new Set(["bulkRuns /body/ids/0"]);
const ALLOWED = new Set([
  // Secrets are named by their keeper: the same name in the own project is another secret.
  "putSecret /path/name",
  // People are no part of a project: an owner may take in anybody by their address or id.
  "addMember /body/email",
  "putMember /path/userId",
  "createInvitation:project /body/email",
]);

type Spot = { readonly where: string; readonly foreign: Wish };

/** Every text that differs between a wish for the own project and the same for the foreign one, replaced on its own. */
function spotsOf(own: Wish, foreign: Wish): Spot[] {
  return leavesOf(own).flatMap(({ at, value }) => {
    const other = at.reduce<unknown>(
      (part, key) => (part as Record<string, unknown>)[key],
      foreign,
    );
    if (typeof other !== "string" || other === value || !isReference(at)) return [];
    return [{ where: `/${at.join("/")}`, foreign: replaced(own, at, other) }];
  });
}

/** What a new object is to be called is free; everything else that differs names something. */
const isReference = (at: readonly string[]) => !(at[0] === "body" && FREE.has(at.at(-1) ?? ""));
const FREE = new Set(["name", "slug"]);

function leavesOf(value: unknown, at: readonly string[] = []): { at: string[]; value: string }[] {
  if (typeof value === "string") return [{ at: [...at], value }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => leavesOf(part, [...at, key]));
}

function replaced(wish: Wish, at: readonly string[], value: string): Wish {
  const copy: Wish = structuredClone(wish);
  const parent = at.slice(0, -1).reduce<unknown>((part, key) => (part as never)[key], copy);
  (parent as Record<string, string>)[at.at(-1) ?? ""] = value;
  return copy;
}

async function send(row: string, wish: Wish, accept = "application/json") {
  const endpoint = ENDPOINTS.find(({ id }) => id === row.split(":")[0]);
  if (endpoint === undefined) throw new Error(`there is no ${row}`);
  return api.call(endpoint.method, addressOf(endpoint.path, wish), {
    token: owner?.token ?? undefined,
    body: wish.body,
    headers: { accept },
  });
}

describe("an id of another project is answered as one that does not exist", () => {
  it.each(ROWS)("%s", { timeout: 120_000 }, async (row) => {
    const recipe = RECIPES[row];
    if (recipe === undefined) throw new Error(`${row} has no recipe`);
    const [own, foreign] = [await recipe(alpha, owner), await recipe(beta, owner)];
    const spots = [{ where: "everywhere", foreign }, ...spotsOf(own, foreign)].filter(
      ({ where }) => !ALLOWED.has(`${row} ${where}`),
    );
    // Besides the whole, at least one id stands alone: a row without any would prove nothing.
    expect(spots.length).toBeGreaterThan(1);
    const before = await digestOf(api.platform.db, [beta.id]);
    for (const { where, foreign: wish } of spots) {
      const answer = await send(row, wish);
      const seen = `${where}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 400)}`;
      if (FINDS_NOTHING.has(`${row} ${where}`)) {
        expect(answer.body, seen).toMatchObject({ applied: 0 });
      } else if (where.startsWith("/body/") && answer.status === 422) {
        const pointers = answer.body.errors.map(({ pointer }: { pointer: string }) => pointer);
        expect(pointers, seen).toContain(where.slice("/body".length));
      } else {
        expect(answer.status, seen).toBe(404);
      }
      expect(JSON.stringify(answer.body), seen).not.toMatch(/beta (job|t|c|f)-/);
    }
    expect(await digestOf(api.platform.db, [beta.id])).toBe(before);
  });
});

describe("filters, streams and exports", () => {
  it("find nothing of another project by its ids", async () => {
    const [job, template, backfill] = [
      await beta.job(),
      await beta.template(),
      await beta.backfill(),
    ];
    const project = alpha.slug;
    const asked: [row: string, query: Record<string, string>][] = [
      ["listRuns", { project, job: job.id }],
      ["listRuns", { project, job: job.key }],
      ["listRuns", { project, backfill: backfill.id }],
      ["listRuns", { project, template: template.id }],
      ["listJobs", { project, template: template.id }],
      ["listJobs", { project, q: job.name }],
      ["listRuns", { project, q: (await beta.run()).id }],
      ["followEvents", { project, run: (await beta.run()).id, after: "0" }],
      ["listAudit:project", { project, object: job.id }],
    ];
    for (const [row, query] of asked) {
      const answer = await send(row, { query });
      const seen = `${row} ${JSON.stringify(query)}: ${JSON.stringify(answer.body).slice(0, 300)}`;
      expect([200, 404], seen).toContain(answer.status);
      if (answer.status === 200) expect(answer.body.data, seen).toEqual([]);
    }
  });

  it.each([
    ["followEvents", "text/event-stream"],
    ["listAudit:project", "text/csv"],
    ["listAudit:project", "application/x-ndjson"],
  ])("of another project are not there: %s as %s", async (row, accept) => {
    const { slug: project } = beta;
    expect((await send(row, { query: { project } }, accept)).status).toBe(404);
  });

  it.each(["text/plain", "text/event-stream"])("of a foreign run's log: %s", async (accept) => {
    const { id } = await beta.run();
    expect((await send("readRunLogs", { path: { id } }, accept)).status).toBe(404);
  });

  it("of a foreign calendar are not there", async () => {
    const { id } = await beta.calendar();
    expect((await send("readCalendar", { path: { id } }, "text/calendar")).status).toBe(404);
  });
});

it("what waits for external workers is claimed in one's own projects only", async () => {
  const task = "foreign-task";
  const { id } = await beta.job({
    template: "external-task",
    params: { task },
    schedule: { kind: "manual" },
  });
  await beta.make("POST", `/jobs/${id}/runs`, {});
  const body = { tasks: [task], waitSeconds: 0, worker: { name: "thief" } };
  expect((await send("claimRuns", { body })).body).toEqual({ claims: [] });
});
