import { useNow } from "../../lib/client/use-now.ts";
import type { Occurrence } from "../../lib/contracts/schedule.ts";
import { Badge } from "../ui/badge.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { wallClock } from "./wall-clock.ts";

const NOTES: { readonly [N in Occurrence["notes"][number]]: string } = {
  dst_gap: "moved: the clock skips this time",
  dst_fold: "the clock shows this time twice",
  merged: "two moments in one",
};

type Props = { readonly occurrences: readonly Occurrence[] };

/** Moments as the clock of the schedule's zone shows them, and how far away they are. */
export function Occurrences({ occurrences }: Props) {
  const thisYear = new Date(useNow()).getUTCFullYear();
  return (
    <ol className="divide-y divide-line text-sm">
      {occurrences.map(({ at, local, offset, notes }) => {
        const { day, time } = wallClock(local, thisYear);
        return (
          <li key={at} className="flex flex-wrap items-baseline gap-x-3 px-4 py-1.5">
            <span className="min-w-20 text-muted">{day}</span>
            <span className="font-mono text-xs tabular-nums">
              {time}
              <span className="ml-1.5 text-faint">{offset}</span>
            </span>
            {notes.map((note) => (
              <Badge key={note} tone="warn">
                {NOTES[note]}
              </Badge>
            ))}
            <RelativeTime
              at={at}
              className="ml-auto whitespace-nowrap text-muted text-xs tabular-nums"
            />
          </li>
        );
      })}
    </ol>
  );
}
