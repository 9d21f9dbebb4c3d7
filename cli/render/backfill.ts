import type { BackfillPlanView, BackfillView } from "../../lib/contracts/backfill.ts";
import { RUN_STATUSES } from "../../lib/domain/run-state.ts";
import { type Style, toneOf } from "./style.ts";
import { type Column, facts } from "./table.ts";
import { absoluteText, maybeTime } from "./times.ts";

/** The columns of a list of backfills. */
export function backfillColumns(now: number): readonly Column<BackfillView>[] {
  return [
    { title: "BACKFILL", cell: ({ id }) => id },
    { title: "STATUS", cell: ({ status }) => status, tone: ({ status }) => toneOf(status) },
    { title: "FROM", cell: ({ from }) => absoluteText(from) },
    { title: "TO", cell: ({ to }) => absoluteText(to) },
    { title: "RUNS", cell: ({ counts }) => countWords(counts), flexible: true },
    { title: "STARTED", cell: ({ createdAt }) => maybeTime(createdAt, now) },
  ];
}

/** Everything a person asks about one backfill. */
export function backfillText(backfill: BackfillView, now: number, style: Style): string {
  const { counts, requestedBy, cancelledAt, cancelledBy } = backfill;
  return facts(
    [
      ["Backfill", backfill.id, "strong"],
      ["Job", `${backfill.jobName} (${backfill.jobKey})`],
      ["Status", backfill.status, toneOf(backfill.status)],
      ["From", absoluteText(backfill.from)],
      ["To", absoluteText(backfill.to)],
      ["Overlap", backfill.overlap],
      ["Slots", String(backfill.count)],
      ["Runs", countWords(counts)],
      ["Started", `${maybeTime(backfill.createdAt, now)}${byWords(requestedBy)}`],
      ["Cancelled", cancelledAt && `${maybeTime(cancelledAt, now)}${byWords(cancelledBy)}`],
      ["Finished", maybeTime(backfill.finishedAt, now)],
    ],
    style,
  );
}

/** What a backfill would open. */
export function planText(plan: BackfillPlanView, now: number, style: Style): string {
  return facts(
    [
      ["Slots", String(plan.count), "strong"],
      ["Completed before", String(plan.completed)],
      ["First", maybeTime(plan.first, now)],
      ["Last", maybeTime(plan.last, now)],
    ],
    style,
  );
}

/** `3 pending, 1 running, 6 completed`; states without runs are left out. */
export function countWords(counts: BackfillView["counts"]): string {
  const words = RUN_STATUSES.filter((status) => counts[status] > 0);
  return words.map((status) => `${counts[status]} ${status}`).join(", ") || "none";
}

function byWords(author: BackfillView["requestedBy"]): string {
  return author === null ? "" : ` by ${author.name}`;
}
