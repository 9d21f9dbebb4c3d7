import { expect, it } from "vitest";
import type { RunView } from "../../lib/contracts/run.ts";
import { runSentence } from "./run-words.ts";

const BASE = {
  status: "pending",
  attempt: 0,
  maxAttempts: 3,
  reason: null,
  heldReason: null,
  slotCount: 1,
  durationMs: null,
} as const;

const WAIT = {
  for: "concurrency",
  behind: "0198f1a0-0000-7000-8000-000000000001",
  since: "2026-01-01T00:00:00.000Z",
  until: null,
  group: { key: "db", limit: 2, taken: 2 },
} as const;

function sentence(fields: Partial<RunView>): string {
  return runSentence({ ...BASE, ...fields } as RunView);
}

it.each<[Partial<RunView>, string]>([
  [{}, "Due, and waiting for a free worker."],
  [{ heldReason: "overlap" }, "Held until the run before it has ended."],
  [{ heldReason: "concurrency" }, "Held until there is room in its concurrency group."],
  [
    { heldReason: "concurrency", decision: { waits: [WAIT] } },
    "Held until there is room in the group “db”.",
  ],
  [{ attempt: 1 }, "Attempt 1 did not succeed; the next one starts after the retry delay."],
  [{ status: "running", attempt: 2 }, "Attempt 2 of 3 is under way."],
  [
    { status: "completed", attempt: 1, durationMs: 240 },
    "Completed in 240 ms, on the first attempt.",
  ],
  [
    { status: "failed", attempt: 3, reason: "refused" },
    "Failed after 3 attempts, because the connection was refused.",
  ],
  [
    { status: "skipped", reason: "overlap" },
    "Not executed, because an earlier run was still active.",
  ],
  [
    { status: "missed", reason: "misfire", slotCount: 12 },
    "12 slots were missed, because it was due while nothing could plan it.",
  ],
  [
    { status: "failed", attempt: 1, reason: "new_code" },
    "Failed after 1 attempt, because new code.",
  ],
])("%o", (fields, words) => {
  expect(sentence(fields)).toBe(words);
});
