"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { type FormEvent, useState } from "react";
import { ApiError, api, withQuery } from "../../lib/client/api.ts";
import { queryKeys } from "../../lib/client/query-keys.ts";
import type { JobView } from "../../lib/contracts/job.ts";
import type { JobWhyView } from "../../lib/contracts/why.ts";
import { localFromInstant } from "../schedule/local-time.ts";
import { Button } from "../ui/button.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { StatusBadge } from "../ui/status-badge.tsx";
import { WhyDetails } from "../why/why-details.tsx";
import { WhySentence } from "../why/why-sentence.tsx";

type Props = {
  readonly job: JobView;
  /** The moment asked for, as `datetime-local` writes it; empty before somebody asks. */
  readonly asked: string;
  readonly onAsk: (at: string) => void;
};

const MINUTE = "2026-01-31T02:00".length;

/** "Why did nothing run at …?", asked in the schedule's own time and answered in a sentence. */
export function WhyMoment({ job, asked, onAsk }: Props) {
  const zone = "timeZone" in job.schedule ? job.schedule.timeZone : "UTC";
  const [at, setAt] = useState(
    () => asked || localFromInstant(new Date().toISOString(), zone).slice(0, MINUTE),
  );
  const ask = (event: FormEvent) => {
    event.preventDefault();
    onAsk(at);
  };
  return (
    <div className="flex flex-col gap-4 border-line border-t px-4 py-3">
      <form onSubmit={ask} className="flex flex-wrap items-end gap-3">
        <Field
          id="why-at"
          label="Why did nothing run at"
          required
          aside={<span className="text-muted text-xs">{zone}</span>}
        >
          {(wiring) => (
            <Input
              {...wiring}
              type="datetime-local"
              step={1}
              required
              min="1970-01-01T00:00"
              max="2199-12-31T23:59"
              className="max-w-64"
              value={at}
              onChange={(event) => setAt(event.target.value)}
            />
          )}
        </Field>
        <Button type="submit">Ask</Button>
      </form>
      {asked === "" ? null : <Answer jobId={job.id} at={asked} />}
    </div>
  );
}

function Answer({ jobId, at }: { readonly jobId: string; readonly at: string }) {
  const query = useQuery({
    queryKey: queryKeys.jobWhy(jobId, at),
    queryFn: ({ signal }) =>
      api<JobWhyView>(withQuery(`/api/v1/jobs/${jobId}/why`, { at }), { signal }),
  });
  if (query.isPending) return <Skeleton className="h-4 w-2/3" />;
  if (query.isError) {
    const fault = query.error instanceof ApiError ? query.error.problems[0] : undefined;
    return (
      <ErrorState
        title="There is no answer"
        cause={fault === undefined ? query.error.message : `The moment ${fault.message}.`}
      />
    );
  }
  const why = query.data;
  return (
    <div className="flex flex-col gap-3">
      <p aria-live="polite" className="max-w-4xl text-sm">
        <WhySentence text={why.summary} />
      </p>
      {why.run === null ? null : (
        <p className="flex items-center gap-2 text-sm">
          <StatusBadge status={why.run.status} />
          <Link href={`/runs/${why.run.id}`} className="text-accent hover:underline">
            Open the run
          </Link>
        </p>
      )}
      <Neighbours why={why} />
      <WhyDetails why={why} />
    </div>
  );
}

/** The slots before and after, with what became of them. */
function Neighbours({ why }: { readonly why: JobWhyView }) {
  const slots = [
    ["Slot before", why.nearest.before],
    ["Slot after", why.nearest.after],
  ] as const;
  return (
    <dl className="flex flex-wrap gap-x-8 gap-y-2 text-sm">
      {slots.map(([name, slot]) =>
        slot === null ? null : (
          <div key={name} className="flex flex-wrap items-center gap-2">
            <dt className="text-muted">{name}</dt>
            <dd className="flex items-center gap-2">
              <RelativeTime at={slot.at} zone={why.timeZone} />
              {slot.run === null ? null : (
                <Link href={`/runs/${slot.run.id}`} className="hover:underline">
                  <StatusBadge status={slot.run.status} />
                </Link>
              )}
            </dd>
          </div>
        ),
      )}
    </dl>
  );
}
