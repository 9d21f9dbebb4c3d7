"use client";

import dynamic from "next/dynamic";
import { Panel } from "../../ui/panel.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";

/** The form, drawn in the browser only: the server knows neither the reader's zone nor a reason to hurry. */
export const LazyJobForm = dynamic(
  () => import("./job-form.tsx").then((module) => module.JobForm),
  {
    ssr: false,
    loading: () => (
      <Panel className="lg:mr-90">
        <SkeletonRows rows={12} />
      </Panel>
    ),
  },
);
