"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { createContext, type ReactNode, useContext } from "react";
import { api, workIn } from "../../lib/client/api.ts";
import { queryKeys } from "../../lib/client/query-keys.ts";
import { RENDERED_BEFORE } from "../../lib/client/rendered-before.ts";
import type { ProjectView } from "../../lib/contracts/project.ts";

// Few pages ever show it, and every page loads this.
const PauseBanner = dynamic(() =>
  import("./pause-banner.tsx").then((module) => module.PauseBanner),
);

const CurrentProject = createContext<ProjectView | null>(null);

type Props = { readonly project: ProjectView; readonly children: ReactNode };

/** The project the console shows, kept up to date, and above every page whether it is paused. */
export function ProjectProvider({ project: rendered, children }: Props) {
  // Before anything below asks the server; on the server the module is everybody's.
  if (typeof window !== "undefined") workIn(rendered.slug);
  const { data: project } = useQuery({
    queryKey: queryKeys.project(rendered.slug),
    queryFn: ({ signal }) => api<ProjectView>(`/api/v1/projects/${rendered.slug}`, { signal }),
    initialData: rendered,
    initialDataUpdatedAt: RENDERED_BEFORE,
  });
  return (
    <CurrentProject value={project}>
      {project.paused === null ? null : <PauseBanner project={project} pause={project.paused} />}
      {children}
    </CurrentProject>
  );
}

/** The project the console shows. */
export function useCurrentProject(): ProjectView | null {
  return useContext(CurrentProject);
}
