"use client";

import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { ActionResult } from "../../lib/client/action-result.ts";
import { toast } from "../../lib/client/toasts.ts";
import type { Page } from "../../lib/contracts/common.ts";
import type { JobView } from "../../lib/contracts/job.ts";
import { reasonWords } from "../runs/run-words.ts";
import type { JobActions } from "./job-actions.ts";

type Pages = { readonly pages?: readonly Page<JobView>[] };

export type JobDeeds = {
  readonly busy: boolean;
  readonly setEnabled: (enabled: boolean) => Promise<void>;
  readonly runNow: () => Promise<void>;
  /** Whether it was deleted. */
  readonly remove: () => Promise<boolean>;
};

/** The actions of one job with their feedback: at once on screen where that is safe, a message for the outcome. */
export function useJobActions(job: JobView, actions: JobActions): JobDeeds {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);

  async function settle<T>(work: Promise<ActionResult<T>>): Promise<T | undefined> {
    setBusy(true);
    try {
      const result = await work;
      if (result.ok) return result.value;
      toast({ tone: "bad", text: result.message, detail: `Request ${result.requestId}` });
    } catch {
      toast({ tone: "bad", text: "The server cannot be reached.", detail: "Nothing was changed." });
    } finally {
      setBusy(false);
      void client.invalidateQueries({ queryKey: ["jobs"] });
      void client.invalidateQueries({ queryKey: ["job", job.id] });
    }
    return undefined;
  }

  return {
    busy,
    setEnabled: async (enabled) => {
      showStatus(client, job.id, enabled ? "active" : "paused");
      const work = enabled ? actions.resume(job.id) : actions.pause(job.id);
      if ((await settle(work)) === undefined) return;
      toast({ tone: "good", text: enabled ? `${job.name} resumed` : `${job.name} paused` });
    },
    runNow: async () => {
      const run = await settle(actions.runNow(job.id));
      if (run === undefined) return;
      const skipped = run.status === "skipped";
      toast({
        tone: skipped ? "bad" : "good",
        text: skipped ? `${job.name} was not started` : `${job.name} started`,
        detail: skipped ? `Not executed, because ${reasonWords(run.reason)}.` : undefined,
        link: { href: `/runs/${run.id}`, label: "Open the run" },
      });
    },
    remove: async () => {
      const done = (await settle(actions.remove(job.id))) !== undefined;
      if (done) toast({ tone: "good", text: `${job.name} deleted` });
      return done;
    },
  };
}

/** Shows a switched job at once; the refresh after the action puts it right if the server thought otherwise. */
function showStatus(client: QueryClient, jobId: string, status: JobView["status"]): void {
  const change = (job: JobView): JobView =>
    job.id === jobId ? { ...job, status, enabled: status === "active" } : job;
  client.setQueryData<JobView>(["job", jobId], (job) => job && change(job));
  client.setQueriesData<Pages>({ queryKey: ["jobs"] }, (kept) =>
    kept?.pages === undefined
      ? kept
      : {
          ...kept,
          pages: kept.pages.map((page) => ({ ...page, data: page.data.map(change) })),
        },
  );
}
