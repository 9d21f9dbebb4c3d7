import { expect, it } from "vitest";
import { decisionFacts } from "./decision-words.ts";

const RUN = "0198f1a0-0000-7000-8000-000000000001";
const lines = (decision: Parameters<typeof decisionFacts>[0]): string[] =>
  decisionFacts(decision).map(({ name, text, at, runId }) => `${name}: ${text ?? at ?? runId}`);

const MISFIRE = {
  policy: "latest",
  ageSeconds: 1_800,
  graceSeconds: 60,
  windowSeconds: 86_400,
  maxRuns: 100,
} as const;

it("says of a slot that another run stands for how late it was, by which rule, and which run", () => {
  expect(lines({ misfire: MISFIRE, coalescedInto: RUN })).toEqual([
    "Late when it was judged: 30m",
    "Rule for missed slots: latest: on time up to 1m, too old after 1d",
    `Stands for it: ${RUN}`,
  ]);
});

it("says of a slot of a pause whose it was, since when and why", () => {
  const pause = {
    of: "job",
    since: "2026-01-01T00:00:00.000Z",
    endedAt: "2026-01-02T00:00:00.000Z",
    until: null,
    by: null,
    note: "Moving house",
  } as const;
  expect(lines({ misfire: { ...MISFIRE, policy: "skip", graceSeconds: null }, pause })).toEqual([
    "The job was paused: 2026-01-01T00:00:00.000Z",
    "The pause ended: 2026-01-02T00:00:00.000Z",
    "Its note: Moving house",
    "Late when it was judged: 30m",
    "Rule for missed slots: skip: no slot of a pause is on time, too old after 1d",
  ]);
});

it("says of a run that waited for what, how long and behind whom", () => {
  const since = "2026-01-01T00:00:00.000Z";
  const overlap = { policy: "queue_all", limit: 1, active: 3, held: 2 } as const;
  const group = { key: "db", limit: 2, taken: 2 };
  expect(
    lines({
      overlap,
      waits: [
        { for: "overlap", behind: RUN, since, until: "2026-01-01T00:00:05.000Z" },
        { for: "concurrency", behind: RUN, since, until: null, group },
      ],
      jitterMs: 2_000,
    }),
  ).toEqual([
    "Overlap rule: queue_all, limit 1",
    "Active runs it met: 3, 2 of them waiting",
    "Waited for the run before it: 5 s",
    `Held by: ${RUN}`,
    "Waited for a place in group db: still",
    "Places taken: 2 of 2",
    `Held by: ${RUN}`,
    "Start spread by: 2 s",
  ]);
});

it("names the run in the way, the one that replaced it, and what a calendar said", () => {
  const overlap = { policy: "skip", limit: null, active: 1, held: 0 } as const;
  expect(
    lines({
      overlap,
      inTheWay: RUN,
      replacedBy: RUN,
      calendar: "holidays",
      entry: 0,
      name: "New Year",
    }),
  ).toEqual([
    "Calendar: holidays: New Year",
    "Overlap rule: skip, no limit",
    "Active runs it met: 1",
    `In the way: ${RUN}`,
    `Made room for: ${RUN}`,
  ]);
});
