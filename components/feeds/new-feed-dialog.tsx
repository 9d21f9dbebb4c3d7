"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError, api } from "../../lib/client/api.ts";
import { queryKeys } from "../../lib/client/query-keys.ts";
import type { Page } from "../../lib/contracts/common.ts";
import type { NewFeedView } from "../../lib/contracts/feed.ts";
import type { JobView } from "../../lib/contracts/job.ts";
import { Button } from "../ui/button.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { Select } from "../ui/select.tsx";

const MOST_JOBS = 200;

type Props = { readonly onMade: () => void; readonly onClose: () => void };

/** Makes a feed and shows its address, this once. */
export function NewFeedDialog({ onMade, onClose }: Props) {
  const [made, setMade] = useState<NewFeedView | null>(null);
  return made === null ? (
    <AskForFeed
      onMade={(feed) => {
        setMade(feed);
        onMade();
      }}
      onClose={onClose}
    />
  ) : (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={`${made.name} is ready`}
      description="Subscribe to this address in your calendar program. It is shown this once: whoever has it can read the feed."
      footer={<Button onClick={onClose}>Done</Button>}
    >
      <CodeBlock text={made.url} label="address" className="break-all" />
    </Dialog>
  );
}

type AskProps = { readonly onMade: (feed: NewFeedView) => void; readonly onClose: () => void };

function AskForFeed({ onMade, onClose }: AskProps) {
  const [name, setName] = useState("");
  const [job, setJob] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | undefined>(undefined);
  const filters = { for: "feed" };
  const jobs = useQuery({
    queryKey: queryKeys.jobs(filters),
    queryFn: ({ signal }) => api<Page<JobView>>(`/api/v1/jobs?limit=${MOST_JOBS}`, { signal }),
  });
  const make = async () => {
    if (name.trim() === "") return setError("Give the feed a name.");
    setBusy(true);
    try {
      const body = { name, job: job === "" ? null : job };
      onMade(await api<NewFeedView>("/api/v1/feeds", { method: "POST", body }));
    } catch (caught) {
      setError(caught instanceof ApiError ? caught.message : "The feed could not be made.");
      setBusy(false);
    }
    return undefined;
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title="New feed"
      description="A secret address under which calendar programs show the next 90 days."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" busy={busy} onClick={() => void make()}>
            Make it
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Field id="feed-name" label="Name" required error={error}>
          {(wiring) => (
            <Input
              {...wiring}
              autoComplete="off"
              placeholder="Nightly reports"
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field id="feed-job" label="Shows" required>
          {(wiring) => (
            <Select {...wiring} value={job} onChange={(event) => setJob(event.target.value)}>
              <option value="">All jobs</option>
              {(jobs.data?.data ?? []).map(({ id, name: title }) => (
                <option key={id} value={id}>
                  {title}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
    </Dialog>
  );
}
