"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError, api } from "../../lib/client/api.ts";
import { queryKeys } from "../../lib/client/query-keys.ts";
import { toast } from "../../lib/client/toasts.ts";
import type { BackfillStartedView } from "../../lib/contracts/backfill.ts";
import type { JobView } from "../../lib/contracts/job.ts";
import type { OverlapPolicy } from "../../lib/domain/policies.ts";
import { localFromInstant } from "../schedule/local-time.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { Select } from "../ui/select.tsx";
import { OVERLAP_ORDER, OVERLAP_WORDS } from "./overlap-words.ts";
import { PlanText } from "./plan-text.tsx";
import { usePlan } from "./use-plan.ts";

const DAY_MS = 86_400_000;

type Props = { readonly job: JobView; readonly onClose: () => void };

/** Runs a range of the past: says first what that would be, then starts it. */
export function BackfillDialog({ job, onClose }: Props) {
  const client = useQueryClient();
  const zone = "timeZone" in job.schedule ? job.schedule.timeZone : "UTC";
  const [range, setRange] = useState(() => usualRange(zone));
  const [overlap, setOverlap] = useState<OverlapPolicy>("queue_all");
  const [busy, setBusy] = useState(false);
  const plan = usePlan(job.id, range, zone);
  const count = plan.view?.count ?? 0;

  const start = async () => {
    if (plan.range === null) return;
    setBusy(true);
    try {
      const path = `/api/v1/jobs/${job.id}/backfill`;
      const body = { ...plan.range, overlap };
      const started = await api<BackfillStartedView>(path, { method: "POST", body });
      toast({ tone: "good", text: `Backfill under way: ${started.count} slots` });
      onClose();
    } catch (error) {
      const text = error instanceof ApiError ? error.message : "The backfill was not started.";
      toast({ tone: "bad", text, detail: "Nothing was changed." });
      setBusy(false);
    }
    void client.invalidateQueries({ queryKey: queryKeys.backfills(job.id) });
  };

  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title="Backfill a range"
      description={`Runs every slot of ${job.name} in a range of the past, as its schedule is now. Rows that exist stay as they are.`}
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button
            variant="primary"
            busy={busy}
            disabled={count === 0 || plan.loading}
            onClick={() => void start()}
          >
            {count === 1 ? "Run 1 slot" : `Run ${count} slots`}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <div className="grid gap-4 sm:grid-cols-2">
          <MomentField
            name="from"
            label="From"
            zone={zone}
            value={range.from}
            error={plan.problems["/from"]}
            onChange={(from) => setRange({ ...range, from })}
          />
          <MomentField
            name="to"
            label="To"
            hint="Itself not included"
            zone={zone}
            value={range.to}
            error={plan.problems["/to"]}
            onChange={(to) => setRange({ ...range, to })}
          />
        </div>
        <Field
          id="backfill-overlap"
          label="How its runs treat each other"
          required
          hint="While it lasts, slots that come due meet its runs under the job's own overlap rule."
        >
          {(wiring) => (
            <Select
              {...wiring}
              value={overlap}
              onChange={(event) =>
                setOverlap(OVERLAP_ORDER.find((each) => each === event.target.value) ?? "queue_all")
              }
            >
              {OVERLAP_ORDER.map((policy) => (
                <option key={policy} value={policy}>
                  {OVERLAP_WORDS[policy]}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <PlanText plan={plan} zone={zone} />
      </div>
    </Dialog>
  );
}

type MomentProps = {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly zone: string;
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (value: string) => void;
};

function MomentField({ name, label, hint, zone, value, error, onChange }: MomentProps) {
  return (
    <Field
      id={`backfill-${name}`}
      label={label}
      required
      hint={hint}
      error={error}
      aside={<span className="text-muted text-xs">{zone}</span>}
    >
      {(wiring) => (
        <Input
          {...wiring}
          type="datetime-local"
          step={60}
          min="1970-01-01T00:00"
          max="2199-12-31T23:59"
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

/** Yesterday, in the schedule's own time. */
function usualRange(zone: string): { readonly from: string; readonly to: string } {
  const midnight = (ms: number) =>
    `${localFromInstant(new Date(ms).toISOString(), zone).slice(0, 10)}T00:00`;
  return { from: midnight(Date.now() - DAY_MS), to: midnight(Date.now()) };
}
