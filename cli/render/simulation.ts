import type { Occurrence } from "../../lib/contracts/schedule.ts";
import type {
  DifferenceView,
  SimulatedSlotView,
  SimulationView,
} from "../../lib/contracts/simulation.ts";
import { notesText } from "./preview.ts";
import { plain } from "./safe-text.ts";
import type { Style } from "./style.ts";
import { type Column, table } from "./table.ts";

const REASONS: { readonly [R in NonNullable<SimulatedSlotView["reason"]>]: string } = {
  dst_gap: "the clock skips this time",
  calendar: "excluded by",
  window: "outside the hours of",
  overlap: "the previous run would still go on",
};
const DECISIONS: { readonly [D in SimulatedSlotView["decision"]]: string } = {
  run: "run",
  skipped: "skipped",
  held: "held",
  cancels_previous: "cancels the previous run",
};

/** A simulation: the schedule in words, its slots and what becomes of them, what changes, and what is odd. */
export function simulationText(simulation: SimulationView, style: Style): string {
  const { description, slots, warnings, difference } = simulation;
  const listed =
    slots.length === 0 ? "" : `\n${table(SLOT_COLUMNS, slots, { style, width: undefined })}`;
  const parts = [
    `${style("strong", plain(description))}\n`,
    `${countsText(simulation)}\n`,
    listed,
    difference === null ? "" : `\n${differenceText(difference, style)}`,
    clockChangeText(simulation),
    ...warnings.map(({ message }) => `${style("odd", `! ${plain(message)}`)}\n`),
  ];
  return parts.join("");
}

function countsText({ counts, durations }: SimulationView): string {
  const { slots, fires, calendar, window, dstGap, predicted } = counts;
  const taken = [
    [calendar, "excluded by calendars"],
    [window, "outside their hours"],
    [dstGap, "skipped by the clock"],
  ] as const;
  const words = [
    `${slots} ${slots === 1 ? "slot" : "slots"}, ${fires} to run`,
    ...taken.filter(([count]) => count > 0).map(([count, why]) => `${count} ${why}`),
  ].join(", ");
  if (predicted === null || durations === null) return words;
  const met = (of: typeof predicted.typical) => of.skipped + of.held + of.cancelsPrevious;
  const seconds = (ms: number) => `${Math.round(ms / 100) / 10} s`;
  return `${words}\nOf ${predicted.slots}, ${met(predicted.typical)} meet the previous run if runs take ${seconds(durations.p50Ms)} (typical), ${met(predicted.slow)} if ${seconds(durations.p95Ms)} (slow)`;
}

const SLOT_COLUMNS: readonly Column<SimulatedSlotView>[] = [
  { title: "LOCAL", cell: localText },
  { title: "UTC", cell: ({ at }) => at },
  { title: "DECISION", cell: ({ decision }) => DECISIONS[decision] },
  { title: "", cell: whyText },
];

function localText({ local, offset }: Occurrence): string {
  return `${local.replace("T", " ")} ${offset}`;
}

function whyText(slot: SimulatedSlotView): string {
  const { reason, calendar, movedFrom, overlaps } = slot;
  const slow =
    overlaps && overlaps.slow.decision !== slot.decision
      ? `${DECISIONS[overlaps.slow.decision]} if runs are slow`
      : "";
  const why = reason === null ? "" : REASONS[reason];
  return [
    calendar ? `${why} ${calendar.name} (${calendar.calendar})` : why,
    movedFrom === undefined ? "" : `moved from ${movedFrom}`,
    notesText(slot),
    slow,
  ]
    .filter((text) => text !== "")
    .join("; ");
}

function differenceText({ summary, vanish, appear, move }: DifferenceView, style: Style): string {
  const lines = [
    ...vanish.map((one) => ({ at: one.at, text: style("bad", `- ${localText(one)}`) })),
    ...appear.map((one) => ({ at: one.at, text: style("good", `+ ${localText(one)}`) })),
    ...move.map(({ from, to }) => ({
      at: from.at,
      text: style("waiting", `~ ${localText(from)} → ${localText(to)}`),
    })),
  ].toSorted((one, other) => one.at.localeCompare(other.at));
  return [style("strong", plain(summary)), ...lines.map(({ text }) => `  ${text}`), ""].join("\n");
}

function clockChangeText({ nextTransition }: SimulationView): string {
  if (nextTransition === null) return "\n";
  const { at, offsetBefore, offsetAfter } = nextTransition;
  return `\nThe clocks change next at ${at}, from ${offsetBefore} to ${offsetAfter}.\n`;
}
