"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError } from "../../../lib/client/api.ts";
import { toast } from "../../../lib/client/toasts.ts";
import type { BulkAction } from "../../../lib/domain/bulk.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { type BulkTally, type BulkTarget, countBulk, doBulk } from "./bulk-calls.ts";
import { doneText, leftText, runsText } from "./bulk-words.ts";

const WORDS = {
  cancel: {
    verb: "Cancel",
    verbFor: (runs: string) => `Cancel ${runs}`,
    what: "Those that wait are cancelled at once; those at work are asked to stop.",
  },
  rerun: {
    verb: "Run again",
    verbFor: (runs: string) => `Run ${runs} again`,
    what: "Each is opened once more with the parameters it had, under the overlap rule of its job.",
  },
} as const;

type Props = {
  readonly action: BulkAction;
  readonly target: BulkTarget;
  readonly onDone: () => void;
  readonly onClose: () => void;
};

/** Counts first what an action on many runs would do, names the count, and asks once. */
export function BulkDialog({ action, target, onDone, onClose }: Props) {
  const client = useQueryClient();
  const [doing, setDoing] = useState<BulkTally | null>(null);
  const counted = useQuery({
    queryKey: ["bulk-count", action, target],
    queryFn: ({ signal }) => countBulk(action, target, signal),
    enabled: doing === null,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
  const { verb, verbFor, what } = WORDS[action];
  const count = counted.data;
  const none = count !== undefined && count.applied + count.remaining === 0;

  const start = async () => {
    let tally: BulkTally = { applied: 0, remaining: 0, skipped: [] };
    setDoing(tally);
    const progress = (next: BulkTally) => {
      tally = next;
      setDoing(next);
    };
    try {
      await doBulk(action, target, progress);
      toast({ tone: "good", text: doneText(action, tally), detail: left(tally) });
      onDone();
    } catch (error) {
      const text = error instanceof ApiError ? error.message : "It could not be done.";
      toast({ tone: "bad", text, detail: `${doneText(action, tally)} before that` });
      onClose();
    }
    void client.invalidateQueries({ queryKey: ["runs"] });
  };

  return (
    <Dialog
      open
      onOpenChange={(open) => open || doing !== null || onClose()}
      title={count === undefined ? `${verb} …` : `${verbFor(runsText(count))}?`}
      footer={
        <>
          <Button disabled={doing !== null} onClick={onClose}>
            Close
          </Button>
          <Button
            variant={action === "cancel" ? "danger" : "primary"}
            busy={doing !== null}
            disabled={count === undefined || none}
            onClick={() => void start()}
          >
            {count === undefined ? verb : verbFor(runsText(count))}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-2 text-muted text-sm" aria-live="polite">
        <Said doing={doing} count={count} error={counted.error} what={what} />
      </div>
    </Dialog>
  );
}

type SaidProps = {
  readonly doing: BulkTally | null;
  readonly count: BulkTally | undefined;
  readonly error: Error | null;
  readonly what: string;
};

function Said({ doing, count, error, what }: SaidProps) {
  if (doing !== null)
    return (
      <p>
        {runsText({ applied: doing.applied, remaining: 0 })} done
        {doing.remaining > 0
          ? `, ${runsText({ applied: 0, remaining: doing.remaining })} to go`
          : ""}
        …
      </p>
    );
  if (error) return <p className="text-bad">{error.message}</p>;
  if (count === undefined) return <p>Counting…</p>;
  const leaves = left(count);
  return (
    <>
      <p>{what}</p>
      {leaves === undefined ? null : <p>{leaves}</p>}
    </>
  );
}

function left({ skipped }: BulkTally): string | undefined {
  const text = leftText(skipped);
  return text === undefined ? undefined : `Left as they are: ${text}.`;
}
