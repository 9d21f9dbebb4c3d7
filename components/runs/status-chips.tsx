"use client";

import { clsx } from "clsx";
import type { RunStatus } from "../../lib/domain/run-state.ts";
import { RUN_STATUSES } from "../../lib/domain/run-state.ts";
import { STATUS_LOOKS } from "../ui/status-badge.tsx";

type Props = {
  readonly chosen: readonly RunStatus[];
  readonly onChange: (chosen: readonly RunStatus[]) => void;
};

/** Any number of states; none chosen means all. */
export function StatusChips({ chosen, onChange }: Props) {
  const toggle = (status: RunStatus) =>
    onChange(
      chosen.includes(status) ? chosen.filter((other) => other !== status) : [...chosen, status],
    );
  return (
    <fieldset className="flex flex-wrap gap-1.5">
      <legend className="sr-only">Status</legend>
      {RUN_STATUSES.map((status) => {
        const { icon: Icon, word } = STATUS_LOOKS[status];
        const on = chosen.includes(status);
        return (
          <button
            key={status}
            type="button"
            aria-pressed={on}
            onClick={() => toggle(status)}
            className={clsx(
              "inline-flex h-7 items-center gap-1.5 rounded-full border px-2.5 font-medium text-xs transition-colors",
              on
                ? "border-accent bg-accent-soft text-accent"
                : "border-line-strong bg-surface text-muted hover:bg-hover hover:text-ink",
            )}
          >
            <Icon aria-hidden className="size-3" />
            {word}
          </button>
        );
      })}
    </fieldset>
  );
}
