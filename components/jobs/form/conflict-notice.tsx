"use client";

import { TriangleAlert } from "lucide-react";
import { Button } from "../../ui/button.tsx";

type Props = {
  /** Null while there is no conflict. */
  readonly message: string | null;
  readonly saving: boolean;
  readonly onSaveOver: () => void;
  readonly onDrop: () => void;
};

/** Somebody else saved the job since it was opened here: whose changes stay is for the reader to say. */
export function ConflictNotice({ message, saving, onSaveOver, onDrop }: Props) {
  if (message === null) return null;
  return (
    <div
      role="alert"
      className="flex flex-col gap-2.5 rounded-lg border border-line bg-warn-soft p-4 text-sm text-warn"
    >
      <p className="flex gap-2">
        <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
        {message}
      </p>
      <div className="flex flex-wrap gap-2">
        <Button size="sm" onClick={onDrop}>
          Load theirs, drop mine
        </Button>
        <Button size="sm" busy={saving} onClick={onSaveOver}>
          Save mine over it
        </Button>
      </div>
    </div>
  );
}
