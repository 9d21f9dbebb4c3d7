"use client";

import { useState } from "react";
import type { ProjectView } from "../../lib/contracts/project.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Select } from "../ui/select.tsx";
import { usePauseDeed } from "./use-pause-deed.ts";

const MISSED = [
  { value: "", label: "What each job's own rule says" },
  { value: "skip", label: "None of them runs" },
  { value: "latest", label: "The latest one of each job runs" },
  { value: "all", label: "All of them run, as far as each job's limits go" },
] as const;

type Props = { readonly project: ProjectView; readonly onClose: () => void };

/** Lets a project go on, and asks what becomes of the slots of the pause. */
export function ResumeDialog({ project, onClose }: Props) {
  const { busy, act } = usePauseDeed(project);
  const [missed, setMissed] = useState("");
  const resume = async () => {
    if (await act("resume", missed === "" ? {} : { missed })) onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={`Resume ${project.name}?`}
      description="Its jobs are planned again from now on. Jobs with a pause of their own stay paused."
      footer={
        <>
          <Button onClick={onClose}>Leave it paused</Button>
          <Button variant="primary" busy={busy} onClick={() => void resume()}>
            Resume
          </Button>
        </>
      }
    >
      <Field
        id="project-missed"
        label="Slots that passed in the pause"
        required
        hint="Each of them gets its row in the ledger, whether it runs or not."
      >
        {(wiring) => (
          <Select {...wiring} value={missed} onChange={(event) => setMissed(event.target.value)}>
            {MISSED.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </Dialog>
  );
}
