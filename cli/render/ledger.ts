import {
  countText,
  fatesText,
  imbalanceText,
  undecidedText,
} from "../../lib/client/ledger-words.ts";
import type {
  JobLedgerView,
  LedgerImbalance,
  ProjectLedgerView,
} from "../../lib/contracts/ledger.ts";
import type { Style } from "./style.ts";
import { type Column, facts, table } from "./table.ts";
import { absoluteText, timeText } from "./times.ts";

type Account = Omit<JobLedgerView, "finding">;

/** A job's account: whether it adds up, and where it does not. */
export function jobLedgerText(ledger: JobLedgerView, now: number, style: Style): string {
  const { finding } = ledger;
  const found =
    finding === null
      ? ""
      : `${style("bad", `! Found ${timeText(finding.foundAt, now)}: ${imbalanceText(finding.difference) ?? "it does not add up."} Between ${absoluteText(finding.from)} and ${absoluteText(finding.to)}.`)}\n`;
  return `${accountText(ledger, [], now, style)}${found}`;
}

/** The accounts of a project's jobs together, and the jobs that do not add up. */
export function projectLedgerText(ledger: ProjectLedgerView, now: number, style: Style): string {
  const { jobs, truncated, unreadable, imbalances } = ledger;
  const counted = `${countText(jobs)}${truncated ? " of more" : ""}`;
  const account = accountText(ledger, [["jobs", counted]], now, style);
  const unread =
    unreadable === 0
      ? ""
      : `${style("odd", `! ${countText(unreadable)} not counted: the server cannot read their schedules.`)}\n`;
  const rows =
    imbalances.length === 0
      ? ""
      : `\n${table(imbalanceColumns(now), imbalances, { style, width: undefined })}`;
  return `${account}${unread}${rows}`;
}

function accountText(
  ledger: Account,
  more: readonly (readonly [string, string])[],
  now: number,
  style: Style,
): string {
  const { planned, balanced, difference, undecided } = ledger;
  const lines = facts(
    [
      ["balance", balanced ? "balanced" : "out of balance", balanced ? "good" : "bad"],
      ["planned", `${countText(planned)} = ${fatesText(ledger)}`],
      ...more,
      ["from", absoluteText(ledger.from)],
      ["to", absoluteText(ledger.to)],
      ["decided until", timeText(ledger.decidedUntil, now)],
    ],
    style,
  );
  const remarks = [
    [imbalanceText(difference), "bad"],
    [undecidedText(undecided), "odd"],
  ] as const;
  const told = remarks.map(([text, tone]) =>
    text === null ? "" : `${style(tone, `! ${text}`)}\n`,
  );
  return `${lines}${told.join("")}`;
}

function imbalanceColumns(now: number): readonly Column<LedgerImbalance>[] {
  return [
    { title: "JOB", cell: ({ jobName }) => jobName, tone: () => "bad" },
    { title: "OFF BY", cell: ({ difference }) => countText(difference) },
    { title: "FROM", cell: ({ from }) => absoluteText(from) },
    { title: "TO", cell: ({ to }) => absoluteText(to) },
    { title: "FOUND", cell: ({ foundAt }) => (foundAt === null ? null : timeText(foundAt, now)) },
    { title: "ID", cell: ({ jobId }) => jobId },
  ];
}
