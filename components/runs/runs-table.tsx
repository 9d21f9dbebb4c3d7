import Link from "next/link";
import { durationText } from "../../lib/client/format-time.ts";
import type { RunView } from "../../lib/contracts/run.ts";
import { isFinal } from "../../lib/domain/run-state.ts";
import { DurationText } from "../ui/duration-text.tsx";
import { Elapsed } from "../ui/elapsed.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { StatusBadge } from "../ui/status-badge.tsx";
import { Table, Td, Th, Tr } from "../ui/table.tsx";
import type { RunSelection } from "./bulk/use-run-selection.ts";
import { reasonWords, TRIGGER_WORDS } from "./run-words.ts";

/** Milliseconds beyond which a start counts as late enough to point at. */
const LATE = 1000;

type Props = {
  readonly runs: readonly RunView[];
  /** The job's name is left out where all runs are one job's. */
  readonly withJob: boolean;
  readonly zone?: string | undefined;
  /** Where rows can be picked. */
  readonly selection?: RunSelection;
};

export function RunsTable({ runs, withJob, zone, selection }: Props) {
  return (
    <Table>
      <thead>
        <tr>
          {selection ? (
            <Th className="w-8 pr-0">
              <Pick
                label="Select all shown"
                checked={runs.every((run) => selection.ids.has(run.id))}
                onPick={selection.toggleShown}
              />
            </Th>
          ) : null}
          <Th className="w-32">Status</Th>
          {withJob ? <Th>Job</Th> : null}
          <Th>Scheduled for</Th>
          <Th className="text-right">Late</Th>
          <Th className="text-right">Duration</Th>
          <Th className="hidden text-right sm:table-cell">Attempt</Th>
          <Th className="hidden md:table-cell">Trigger</Th>
          <Th className="hidden lg:table-cell">Reason</Th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <RunRow key={run.id} run={run} withJob={withJob} zone={zone} selection={selection} />
        ))}
      </tbody>
    </Table>
  );
}

type RowProps = {
  readonly run: RunView;
  readonly withJob: boolean;
  readonly zone: string | undefined;
  readonly selection: RunSelection | undefined;
};

function RunRow({ run, withJob, zone, selection }: RowProps) {
  const href = `/runs/${run.id}`;
  return (
    <Tr data-run={run.id} className="relative">
      {selection ? (
        <Td className="pr-0">
          <Pick
            label={`Select the run of ${run.jobName}, ${run.status}`}
            checked={selection.ids.has(run.id)}
            onPick={(range) => selection.toggle(run.id, range)}
          />
        </Td>
      ) : null}
      <Td>
        <Link
          href={href}
          prefetch={false}
          className="after:absolute after:inset-0"
          aria-label={`Run of ${run.jobName}, ${run.status}`}
        >
          <StatusBadge status={run.status} />
        </Link>
      </Td>
      {withJob ? <Td className="max-w-56 truncate font-medium">{run.jobName}</Td> : null}
      <Td className="text-muted">
        <RelativeTime
          at={run.scheduledFor}
          zone={zone}
          className="relative z-1 whitespace-nowrap tabular-nums"
        />
        {run.slotCount > 1 ? <span className="ml-1.5 text-xs">× {run.slotCount}</span> : null}
      </Td>
      <Td className="text-right">
        <Lateness ms={run.latenessMs} />
      </Td>
      <Td className="text-right">
        <RunDuration run={run} />
      </Td>
      <Td className="hidden text-right text-muted tabular-nums sm:table-cell">
        {run.attempt === 0 ? "–" : `${run.attempt}/${Math.max(run.attempt, run.maxAttempts)}`}
      </Td>
      <Td className="hidden text-muted md:table-cell">{TRIGGER_WORDS[run.trigger]}</Td>
      <Td className="hidden max-w-64 truncate text-muted lg:table-cell">
        {run.error?.message ?? reasonWords(run.reason) ?? ""}
      </Td>
    </Tr>
  );
}

type PickProps = {
  readonly label: string;
  readonly checked: boolean;
  /** `range`: with the shift key, all from the one before to this. */
  readonly onPick: (range: boolean) => void;
};

function Pick({ label, checked, onPick }: PickProps) {
  return (
    <input
      type="checkbox"
      aria-label={label}
      className="relative z-1 block size-4 cursor-pointer accent-accent"
      checked={checked}
      onChange={({ nativeEvent }) =>
        onPick("shiftKey" in nativeEvent && nativeEvent.shiftKey === true)
      }
    />
  );
}

function Lateness({ ms }: { readonly ms: number | null }) {
  if (ms === null) return <span className="text-faint">–</span>;
  return (
    <span className={`whitespace-nowrap tabular-nums ${ms > LATE ? "text-warn" : "text-muted"}`}>
      {durationText(Math.max(0, ms))}
    </span>
  );
}

function RunDuration({ run }: { readonly run: RunView }) {
  if (!isFinal(run.status) && run.status !== "pending" && run.startedAt !== null) {
    return <Elapsed from={run.startedAt} />;
  }
  return <DurationText ms={run.durationMs} />;
}
