import type { AuditEntryView, AuditVerdictView } from "../../lib/contracts/audit.ts";
import type { Style } from "./style.ts";
import type { Column } from "./table.ts";
import { timeText } from "./times.ts";

/** Deeds as a table. `now` is in milliseconds since 1970. */
export function auditColumns(now: number): readonly Column<AuditEntryView>[] {
  return [
    { title: "WHEN", cell: ({ at }) => timeText(at, now) },
    { title: "WHO", cell: ({ actor }) => actor.email ?? actor.id ?? actor.kind },
    { title: "FROM", cell: ({ address }) => address },
    {
      title: "DID",
      cell: ({ action }) => action,
      tone: ({ action }) => (action.endsWith(".refused") ? "bad" : null),
    },
    {
      title: "TO",
      cell: ({ object }) => (object === null ? null : `${object.kind} ${object.id ?? ""}`),
    },
    { title: "PROJECT", cell: ({ project }) => project?.slug ?? project?.id ?? null },
  ];
}

/** What going through the chain found, and the end to remember. */
export function verdictText(
  { rows, fault, head, waiting }: AuditVerdictView,
  style: Style,
): string {
  const counted = rows === 1 ? "1 row" : `${rows} rows`;
  const found =
    fault === null
      ? style("good", `${counted}, chain intact`)
      : style(
          "bad",
          `Not intact at position ${fault.position}${fault.id === null ? "" : ` (row ${fault.id})`}: ${fault.message}`,
        );
  const more = waiting === 0 ? "" : `${waiting} more without a place yet\n`;
  return `${found}\n${more}end ${head.position}:${head.hash}\n`;
}
