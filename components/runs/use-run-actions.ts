"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { ActionResult } from "../../lib/client/action-result.ts";
import { toast } from "../../lib/client/toasts.ts";
import type { RunView } from "../../lib/contracts/run.ts";
import type { RunActions } from "./run-actions.ts";

export type RunDeeds = {
  readonly busy: boolean;
  readonly cancel: () => Promise<void>;
  /** The new run's id, undefined when it was refused. */
  readonly rerun: () => Promise<string | undefined>;
};

/** The actions of one run with their feedback. */
export function useRunActions(run: RunView, actions: RunActions): RunDeeds {
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
      void client.invalidateQueries({ queryKey: ["run", run.id] });
    }
    return undefined;
  }

  return {
    busy,
    cancel: async () => {
      const done = await settle(actions.cancel(run.id));
      if (done !== undefined) toast({ tone: "good", text: "Asked the run to stop" });
    },
    rerun: async () => (await settle(actions.rerun(run.id)))?.runId,
  };
}
