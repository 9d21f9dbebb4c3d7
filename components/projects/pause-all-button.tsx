"use client";

import { Pause } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { mayDo } from "../../lib/contracts/rights.ts";
import { Button } from "../ui/button.tsx";
import { useCurrentProject } from "./current-project.tsx";

const PauseDialog = dynamic(() =>
  import("./pause-dialog.tsx").then((module) => module.PauseDialog),
);

/** Pauses the project; while it is paused, the banner above the page resumes it. */
export function PauseAllButton() {
  const project = useCurrentProject();
  const [open, setOpen] = useState(false);
  if (project === null || project.paused !== null || !mayDo(project.role, "project.pause"))
    return null;
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <Pause aria-hidden />
        Pause all
      </Button>
      {open ? <PauseDialog project={project} onClose={() => setOpen(false)} /> : null}
    </>
  );
}
