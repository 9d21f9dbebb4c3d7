"use client";

import Link from "next/link";
import { useMemo } from "react";
import type { TemplateView } from "../../../lib/contracts/template.ts";
import { PageHeader } from "../../ui/page-header.tsx";
import { emptyDraft } from "./job-draft.ts";
import { LazyJobForm } from "./lazy-job-form.tsx";
import { startParams } from "./start-params.ts";

const FIRST_CHOICE = "http-request";

type Props = {
  readonly templates: readonly TemplateView[];
  /** Slug of the template the reader came from. */
  readonly chosen: string | undefined;
};

export function NewJobScreen({ templates, chosen }: Props) {
  const template = templates.find(({ slug }) => slug === (chosen ?? FIRST_CHOICE)) ?? templates[0];
  const start = useMemo(
    () => emptyDraft(template?.slug ?? "", startParams(template), browserZone()),
    [template],
  );
  return (
    <div className="flex flex-col gap-5">
      <PageHeader
        above={
          <Link href="/jobs" className="hover:text-ink">
            Jobs
          </Link>
        }
        title="New job"
        below="A template, its parameters, and when to run."
      />
      <LazyJobForm templates={templates} start={start} edited={null} />
    </div>
  );
}

function browserZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}
