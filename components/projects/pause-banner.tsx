"use client";

import { CirclePause } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import type { ProjectPauseView, ProjectView } from "../../lib/contracts/project.ts";
import { mayDo } from "../../lib/contracts/rights.ts";
import { Button } from "../ui/button.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";

const ResumeDialog = dynamic(() =>
  import("./resume-dialog.tsx").then((module) => module.ResumeDialog),
);

type Props = { readonly project: ProjectView; readonly pause: ProjectPauseView };

/** Nothing is planned: says since when, by whom and why, and ends it. */
export function PauseBanner({ project, pause }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <aside
      aria-label="The project is paused"
      className="mb-5 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg border border-warn-fill/40 bg-warn-soft px-4 py-2.5 text-sm"
    >
      <CirclePause aria-hidden className="size-4 shrink-0 text-warn" />
      <p className="min-w-0 flex-1 basis-60 text-ink">
        <strong className="font-medium">All jobs of {project.name} are paused.</strong>{" "}
        {pause.by === null ? "They were paused" : `${pause.by.name} paused them`}{" "}
        <RelativeTime at={pause.at} />
        {pause.note ? <>: “{pause.note}”</> : "."}
        {pause.until === null ? null : (
          <>
            {" "}
            They go on by themselves <RelativeTime at={pause.until} />.
          </>
        )}{" "}
        <span className="text-muted">Runs under way go on, and Run now works.</span>
      </p>
      {mayDo(project.role, "project.pause") ? (
        <Button size="sm" onClick={() => setOpen(true)}>
          Resume
        </Button>
      ) : null}
      {open ? <ResumeDialog project={project} onClose={() => setOpen(false)} /> : null}
    </aside>
  );
}
