"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ApiError, api } from "../../lib/client/api.ts";
import { useDebounced } from "../../lib/client/use-debounced.ts";
import type { PreviewView, ScheduleInput } from "../../lib/contracts/schedule.ts";
import type { Problem } from "../../lib/domain/problem.ts";

const TYPING_MS = 250;
const SHOWN = 5;

export type Preview = {
  readonly view: PreviewView | undefined;
  /** What the server says against the schedule. */
  readonly problems: readonly Problem[];
  readonly loading: boolean;
  /** The server could not be asked. */
  readonly failed: string | null;
};

/** What a schedule means, asked from the server when typing stops: the same rules that decide when it is saved. */
export function usePreview(schedule: ScheduleInput): Preview {
  const text = useDebounced(JSON.stringify(schedule), TYPING_MS);
  const query = useQuery({
    queryKey: ["preview", text],
    queryFn: ({ signal }) =>
      api<PreviewView>("/api/v1/schedules/preview", {
        method: "POST",
        body: { schedule: JSON.parse(text), count: SHOWN },
        signal,
      }),
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 0,
  });
  const refused = query.error instanceof ApiError && query.error.code === "invalid";
  return {
    view: query.error ? undefined : query.data,
    problems: refused && query.error instanceof ApiError ? query.error.problems : [],
    loading: query.isPending,
    failed: query.error && !refused ? query.error.message : null,
  };
}
