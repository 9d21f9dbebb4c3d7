"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError, api } from "../../lib/client/api.ts";
import { queryKeys } from "../../lib/client/query-keys.ts";
import { toast } from "../../lib/client/toasts.ts";
import type { ProjectView } from "../../lib/contracts/project.ts";

/** Pauses or resumes a project and shows what came of it. Answers whether it did, or what is wrong at the moment given. */
export function usePauseDeed(project: ProjectView) {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();

  async function act(deed: "pause" | "resume", body: object): Promise<boolean> {
    setBusy(true);
    try {
      const path = `/api/v1/projects/${project.slug}/${deed}`;
      const now = await api<ProjectView>(path, { method: "POST", body });
      client.setQueryData(queryKeys.project(project.slug), now);
      toast({
        tone: "good",
        text: deed === "pause" ? `${project.name} is paused` : `${project.name} goes on`,
      });
      return true;
    } catch (error) {
      const refused = error instanceof ApiError ? error : null;
      setProblem(refused?.problems[0]?.message);
      if (refused?.problems.length !== 1)
        toast({ tone: "bad", text: refused?.message ?? "The server cannot be reached." });
      return false;
    } finally {
      setBusy(false);
      void client.invalidateQueries({ queryKey: ["jobs"] });
      void client.invalidateQueries({ queryKey: ["job"] });
      void client.invalidateQueries({ queryKey: queryKeys.overview });
    }
  }

  return { busy, problem, act };
}
