"use client";

import Link from "next/link";
import { useState } from "react";
import type { JobView } from "../../../lib/contracts/job.ts";
import type { TemplateView } from "../../../lib/contracts/template.ts";
import { PageHeader } from "../../ui/page-header.tsx";
import { draftOfJob } from "./job-draft.ts";
import { LazyJobForm } from "./lazy-job-form.tsx";

type Props = { readonly job: JobView; readonly templates: readonly TemplateView[] };

export function EditJobScreen({ job, templates }: Props) {
  const [start] = useState(() => draftOfJob(job, "UTC"));
  return (
    <div className="flex flex-col gap-5">
      <PageHeader
        above={
          <>
            <Link href="/jobs" className="hover:text-ink">
              Jobs
            </Link>
            {" / "}
            <Link href={`/jobs/${job.id}`} className="hover:text-ink">
              {job.name}
            </Link>
          </>
        }
        title="Edit job"
        below="The next moments follow the change; runs that are open go on as they are."
      />
      <LazyJobForm templates={templates} start={start} edited={job} />
    </div>
  );
}
