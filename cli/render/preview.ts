import { relativeTime } from "../../lib/client/format-time.ts";
import type { Occurrence, PreviewView } from "../../lib/contracts/schedule.ts";
import { plain } from "./safe-text.ts";
import type { Style } from "./style.ts";
import { type Column, table } from "./table.ts";

const NOTES: ReadonlyMap<string, string> = new Map([
  ["dst_gap", "moved: the clock skips this time"],
  ["dst_fold", "the clock shows this time twice"],
  ["merged", "two occurrences in one moment"],
]);

/** What a schedule means: in words, its next moments in its own zone, and what is odd about it. */
export function previewText(preview: PreviewView, now: number, style: Style): string {
  const { description, occurrences, warnings } = preview;
  const moments =
    occurrences.length === 0
      ? "No moments.\n"
      : table(occurrenceColumns(now), occurrences, { style, width: undefined });
  const odd = warnings.map(({ message }) => `${style("odd", `! ${plain(message)}`)}\n`);
  return `${style("strong", plain(description))}\n\n${moments}${odd.length > 0 ? "\n" : ""}${odd.join("")}`;
}

/** What is odd about a moment, empty when nothing is. */
export function notesText({ notes }: Pick<Occurrence, "notes">): string {
  return notes.map((note) => NOTES.get(note) ?? note).join("; ");
}

function occurrenceColumns(now: number): readonly Column<Occurrence>[] {
  return [
    { title: "WHEN", cell: ({ at }) => relativeTime(Date.parse(at), now) },
    { title: "LOCAL", cell: ({ local, offset }) => `${local.replace("T", " ")} ${offset}` },
    { title: "UTC", cell: ({ at }) => at },
    { title: "", cell: notesText },
  ];
}
