"use client";

import { CircleStop, RotateCcw } from "lucide-react";
import { useState } from "react";
import type { Filters } from "../../../lib/client/query-keys.ts";
import type { BulkAction } from "../../../lib/domain/bulk.ts";
import { Button } from "../../ui/button.tsx";
import { BulkDialog } from "./bulk-dialog.tsx";
import type { RunSelection } from "./use-run-selection.ts";

type Props = {
  readonly selection: RunSelection;
  /** What the list shows; all that matches is what these mean. */
  readonly filters: Filters;
};

/** What can be done with the runs picked; it lies over the foot of the page, so that no row moves. */
export function BulkBar({ selection, filters }: Props) {
  const [action, setAction] = useState<BulkAction | null>(null);
  const { ids, everything } = selection;
  const target = everything ? { filter: filters } : { ids: [...ids] };
  return (
    <section
      aria-label="Selected runs"
      className="fixed inset-x-4 bottom-4 z-30 mx-auto flex w-fit max-w-[calc(100vw-2rem)] animate-rise flex-wrap items-center justify-center gap-2 rounded-lg bg-raised p-2 pl-4 shadow-pop"
    >
      <p className="font-medium text-sm tabular-nums" aria-live="polite">
        {everything ? "All that match" : `${ids.size.toLocaleString("en-US")} selected`}
      </p>
      {everything ? null : (
        <Button variant="ghost" size="sm" onClick={selection.pickEverything}>
          Select all matching
        </Button>
      )}
      <Button variant="danger" size="sm" onClick={() => setAction("cancel")}>
        <CircleStop aria-hidden />
        Cancel
      </Button>
      <Button size="sm" onClick={() => setAction("rerun")}>
        <RotateCcw aria-hidden />
        Run again
      </Button>
      <Button variant="ghost" size="sm" onClick={selection.clear}>
        Clear selection
      </Button>
      {action === null ? null : (
        <BulkDialog
          action={action}
          target={target}
          onDone={selection.clear}
          onClose={() => setAction(null)}
        />
      )}
    </section>
  );
}
