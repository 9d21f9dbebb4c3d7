"use client";

import { useRef, useState } from "react";
import { ApiError, api } from "../../../lib/client/api.ts";
import { toast } from "../../../lib/client/toasts.ts";
import type { JobView } from "../../../lib/contracts/job.ts";
import type { Refusal } from "./visible-problems.ts";

/** The job being edited, null for a new one. */
export type Edited = Pick<JobView, "id" | "version"> | null;

export type SaveJob = {
  readonly saving: boolean;
  readonly refusal: Refusal | null;
  /** Somebody else changed the job meanwhile, in words. */
  readonly conflict: string | null;
  /** The saved job, undefined when it was refused; then nothing typed is lost. */
  readonly save: (body: object, over?: "over-others") => Promise<JobView | undefined>;
};

/** Creates or changes a job. A creation that is repeated after a lost answer makes no second job. */
export function useSaveJob(edited: Edited): SaveJob {
  const [saving, setSaving] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [conflict, setConflict] = useState<string | null>(null);
  const key = useRef({ text: "", key: "" });

  const send = (body: object, over: boolean): Promise<JobView> => {
    if (edited !== null) {
      const headers: { [name: string]: string } = over ? {} : { "if-match": `"${edited.version}"` };
      return api<JobView>(`/api/v1/jobs/${edited.id}`, { method: "PATCH", body, headers });
    }
    const text = JSON.stringify(body);
    if (key.current.text !== text) key.current = { text, key: crypto.randomUUID() };
    const headers = { "idempotency-key": key.current.key };
    return api<JobView>("/api/v1/jobs", { method: "POST", body, headers });
  };

  const save: SaveJob["save"] = async (body, over) => {
    setSaving(true);
    setRefusal(null);
    setConflict(null);
    try {
      return await send(body, over !== undefined);
    } catch (error) {
      if (error instanceof ApiError && error.code === "stale") {
        setConflict(error.message);
        return undefined;
      }
      const problems = error instanceof ApiError ? error.problems : [];
      setRefusal({ problems, body });
      if (problems.length === 0) tellFailure(error);
      return undefined;
    } finally {
      setSaving(false);
    }
  };

  return { saving, refusal, conflict, save };
}

function tellFailure(error: unknown): void {
  const known = error instanceof ApiError;
  toast({
    tone: "bad",
    text: known ? error.message : "The job could not be saved.",
    detail: known && error.requestId ? `Request ${error.requestId}` : undefined,
  });
}
