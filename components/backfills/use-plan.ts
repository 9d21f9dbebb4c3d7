"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ApiError, api } from "../../lib/client/api.ts";
import { useDebounced } from "../../lib/client/use-debounced.ts";
import type { BackfillPlanView } from "../../lib/contracts/backfill.ts";
import { instantFromLocal } from "../schedule/local-time.ts";

const TYPING_MS = 250;
const LOCAL = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

type Range = { readonly from: string; readonly to: string };

export type Plan = {
  /** The range as the server is asked; null while it is not complete. */
  readonly range: Range | null;
  readonly view: BackfillPlanView | undefined;
  /** What the server says against it, by field. */
  readonly problems: { readonly [pointer: string]: string };
  readonly loading: boolean;
  /** The server could not be asked. */
  readonly failed: string | null;
};

/** What a backfill of a range would run, counted by the server when typing stops. */
export function usePlan(jobId: string, local: Range, zone: string): Plan {
  const text = useDebounced(JSON.stringify(local), TYPING_MS);
  const range = rangeOf(JSON.parse(text), zone);
  const query = useQuery({
    queryKey: ["backfill-plan", jobId, range],
    queryFn: ({ signal }) =>
      api<BackfillPlanView>(`/api/v1/jobs/${jobId}/backfill`, {
        method: "POST",
        body: { ...range, dryRun: true },
        signal,
      }),
    enabled: range !== null,
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 0,
  });
  const error = query.error;
  const refused = error instanceof ApiError && error.code === "invalid" ? error.problems : [];
  return {
    range,
    view: error || range === null ? undefined : query.data,
    problems: Object.fromEntries(refused.map(({ pointer, message }) => [pointer, message])),
    loading: query.isFetching || text !== JSON.stringify(local),
    failed: error && refused.length === 0 ? error.message : null,
  };
}

function rangeOf({ from, to }: Range, zone: string): Range | null {
  if (!LOCAL.test(from) || !LOCAL.test(to)) return null;
  return { from: instantFromLocal(from, zone), to: instantFromLocal(to, zone) };
}
