"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ApiError, api } from "../../lib/client/api.ts";
import { useDebounced } from "../../lib/client/use-debounced.ts";
import type { PoliciesInput } from "../../lib/contracts/policies.ts";
import type { ScheduleInput } from "../../lib/contracts/schedule.ts";
import type { SimulationView } from "../../lib/contracts/simulation.ts";

const TYPING_MS = 400;
const HOUR_MS = 3_600_000;
/** A schedule of every second has more runs in a month than can be compared. */
const RANGES_MS = [30 * 24 * HOUR_MS, 12 * HOUR_MS] as const;
const LISTED = 200;

export type SimulationQuestion = {
  readonly schedule: ScheduleInput;
  readonly policies: PoliciesInput;
  /** The job that is edited, null for a new one. */
  readonly jobId: string | null;
  /** Whether to compare with the job as it is stored. */
  readonly compare: boolean;
};

export type SimulationAnswer = {
  readonly view: SimulationView | undefined;
  readonly loading: boolean;
  /** Why there is none, in words; null while the schedule itself is what is wrong. */
  readonly failed: string | null;
};

/** What a schedule will do in the next 30 days, or hours where there are very many runs, asked when typing stops. */
export function useSimulation(question: SimulationQuestion): SimulationAnswer {
  const text = useDebounced(JSON.stringify(question), TYPING_MS);
  const query = useQuery({
    queryKey: ["simulation", text],
    queryFn: ({ signal }) => simulate(JSON.parse(text) as SimulationQuestion, signal),
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 0,
    gcTime: 0,
  });
  const refused = query.error instanceof ApiError && query.error.code === "invalid";
  return {
    view: query.error ? undefined : query.data,
    loading: query.isPending || query.isPlaceholderData,
    failed: query.error && !refused ? query.error.message : null,
  };
}

async function simulate(
  question: SimulationQuestion,
  signal: AbortSignal,
): Promise<SimulationView> {
  const [month, hours] = RANGES_MS;
  try {
    return await ask(question, month, signal);
  } catch (error) {
    const isTooLong =
      error instanceof ApiError && error.problems.some(({ pointer }) => pointer === "/to");
    if (!isTooLong) throw error;
    return ask(question, hours, signal);
  }
}

function ask(
  { schedule, policies, jobId, compare }: SimulationQuestion,
  rangeMs: number,
  signal: AbortSignal,
): Promise<SimulationView> {
  const from = Date.now();
  return api<SimulationView>("/api/v1/schedules/simulate", {
    method: "POST",
    body: {
      schedule,
      policies,
      from: new Date(from).toISOString(),
      to: new Date(from + rangeMs).toISOString(),
      limit: LISTED,
      ...(jobId === null ? {} : { job: jobId }),
      ...(compare ? {} : { compareWith: null }),
    },
    signal,
  });
}
