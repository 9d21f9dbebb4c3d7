"use client";

import { useState } from "react";
import type { ProjectView } from "../../lib/contracts/project.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { usePauseDeed } from "./use-pause-deed.ts";

type Props = { readonly project: ProjectView; readonly onClose: () => void };

/** Stops the planning of all jobs of a project, for a while or until further notice. */
export function PauseDialog({ project, onClose }: Props) {
  const { busy, problem, act } = usePauseDeed(project);
  const [until, setUntil] = useState("");
  const [note, setNote] = useState("");
  const pause = async () => {
    // A `datetime-local` is in the browser's own time, as its Date is.
    const body = {
      ...(until === "" ? {} : { until: new Date(until).toISOString() }),
      ...(note.trim() === "" ? {} : { note: note.trim() }),
    };
    if (await act("pause", body)) onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={`Pause all jobs of ${project.name}?`}
      description="Nothing is planned until it is resumed. Runs under way go on, and Run now works. No slot is lost: what becomes of those that pass is asked at the end."
      footer={
        <>
          <Button onClick={onClose}>Keep it going</Button>
          <Button variant="primary" busy={busy} onClick={() => void pause()}>
            Pause all jobs
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Field
          id="project-until"
          label="Until"
          hint="Empty: until somebody resumes it. In your own time."
          error={problem}
        >
          {(wiring) => (
            <Input
              {...wiring}
              type="datetime-local"
              className="max-w-64"
              value={until}
              onChange={(event) => setUntil(event.target.value)}
            />
          )}
        </Field>
        <Field id="project-note" label="Note" hint="Why, for whoever wonders.">
          {(wiring) => (
            <Input
              {...wiring}
              maxLength={1000}
              value={note}
              onChange={(event) => setNote(event.target.value)}
            />
          )}
        </Field>
      </div>
    </Dialog>
  );
}
