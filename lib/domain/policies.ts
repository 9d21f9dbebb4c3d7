import type { Problem } from "./problem.ts";

export const EXECUTORS = ["http", "email", "container", "external"] as const;
export type Executor = (typeof EXECUTORS)[number];

/** An executor, with HTTP calls that hand the run over (`mode: "callback"`) told apart, because they have no time limit of ours. */
export type ExecutionKind = Executor | "callback";

export const BACKOFFS = ["fixed", "exponential"] as const;
export const OVERLAP_POLICIES = [
  "allow",
  "skip",
  "queue_one",
  "queue_all",
  "cancel_previous",
] as const;
export const MISFIRE_POLICIES = ["skip", "latest", "all"] as const;
export const WORKER_LOST_POLICIES = ["retry", "fail"] as const;

export type OverlapPolicy = (typeof OVERLAP_POLICIES)[number];

/** `maxAttempts` counts the first attempt; delays are seconds. */
export type RetryPolicy = {
  readonly maxAttempts: number;
  readonly backoff: (typeof BACKOFFS)[number];
  readonly delaySeconds: number;
  readonly maxDelaySeconds: number;
  readonly jitter: boolean;
};

/** What becomes of slots that passed unplanned (M2, M3); ages are seconds. */
export type MisfirePolicy = {
  readonly policy: (typeof MISFIRE_POLICIES)[number];
  readonly graceSeconds: number;
  readonly windowSeconds: number;
  readonly maxRuns: number;
};

/** How a job's runs are treated. Durations are seconds, fractions allowed; null means no limit. */
export type Policies = {
  readonly timeoutSeconds: number | null;
  readonly startTimeoutSeconds: number | null;
  readonly heartbeatTimeoutSeconds: number;
  readonly cancelGraceSeconds: number;
  readonly retry: RetryPolicy;
  readonly overlap: OverlapPolicy;
  readonly maxConcurrentRuns: number | null;
  readonly onWorkerLost: (typeof WORKER_LOST_POLICIES)[number];
  readonly misfire: MisfirePolicy;
};

type Loose<T> = { readonly [K in keyof T]?: T[K] | null | undefined };

/** Policies as a template or job states them: what is absent or null comes from the layer below. */
export type PartialPolicies = Loose<Omit<Policies, "retry" | "misfire">> & {
  readonly retry?: Loose<RetryPolicy> | null | undefined;
  readonly misfire?: Loose<MisfirePolicy> | null | undefined;
};

/** What holds where neither job nor template says otherwise; the execution timeout depends on the executor. */
export const DEFAULT_POLICIES: Omit<Policies, "timeoutSeconds"> = {
  startTimeoutSeconds: null,
  heartbeatTimeoutSeconds: 60,
  cancelGraceSeconds: 10,
  retry: {
    maxAttempts: 3,
    backoff: "exponential",
    delaySeconds: 10,
    maxDelaySeconds: 3600,
    jitter: true,
  },
  overlap: "skip",
  maxConcurrentRuns: null,
  onWorkerLost: "retry",
  misfire: { policy: "latest", graceSeconds: 60, windowSeconds: 86_400, maxRuns: 100 },
};

type WithMode = { readonly mode?: unknown };

/**
 * Whether an HTTP configuration hands its run over to the target, and so has no time limit unless one is set. `params`
 * are the job's: built-in templates take the mode from there.
 */
export function executionKind(
  executor: Executor,
  config: WithMode,
  params: WithMode = {},
): ExecutionKind {
  return executor === "http" && modeOf(config, params) === "callback" ? "callback" : executor;
}

/** Whether a target may take over runs of this configuration: also where only the filled in value will tell. */
export function mayHandOver(executor: Executor, config: WithMode, params: WithMode): boolean {
  const mode = modeOf(config, params);
  return executor === "http" && typeof mode === "string" && mode !== "sync";
}

function modeOf({ mode }: WithMode, params: WithMode): unknown {
  const isTaken = typeof mode === "string" && /^\{\{\s*params\.mode\s*\}\}$/.test(mode);
  return isTaken ? params.mode : mode;
}

/** Execution timeout in seconds where none is set; null is no limit. */
export function defaultTimeoutSeconds(kind: ExecutionKind): number | null {
  switch (kind) {
    case "http":
    case "email":
      return 60;
    case "container":
      return 3600;
    case "external":
    case "callback":
      return null;
  }
}

/**
 * The policies in force: defaults, then each layer over the ones before it (template, then job). Null in a layer is as
 * good as absent, as a merge patch means it: it takes back what the layer said and so restores the default below.
 */
export function resolvePolicies(
  kind: ExecutionKind,
  ...layers: readonly (PartialPolicies | null | undefined)[]
): Policies {
  const base: Policies = { ...DEFAULT_POLICIES, timeoutSeconds: defaultTimeoutSeconds(kind) };
  return layers.reduce<Policies>(
    (below, layer) => ({
      ...over(below, layer),
      retry: over(below.retry, layer?.retry),
      misfire: over(below.misfire, layer?.misfire),
    }),
    base,
  );
}

function over<T extends object>(below: T, layer: object | null | undefined): T {
  const said = Object.entries(layer ?? {}).filter(
    ([key, value]) => Object.hasOwn(below, key) && value !== null && value !== undefined,
  );
  return { ...below, ...Object.fromEntries(said) };
}

const DAY = 86_400;

/** Limits in seconds or pieces: least, most, and whether only whole numbers make sense. */
const LIMITS = [
  ["/timeoutSeconds", (p: Policies) => p.timeoutSeconds, 0.001, 30 * DAY, false],
  ["/startTimeoutSeconds", (p: Policies) => p.startTimeoutSeconds, 0.001, 30 * DAY, false],
  ["/heartbeatTimeoutSeconds", (p: Policies) => p.heartbeatTimeoutSeconds, 1, DAY, false],
  ["/cancelGraceSeconds", (p: Policies) => p.cancelGraceSeconds, 0, 3600, false],
  ["/retry/maxAttempts", (p: Policies) => p.retry.maxAttempts, 1, 100, true],
  ["/retry/delaySeconds", (p: Policies) => p.retry.delaySeconds, 0, 7 * DAY, false],
  ["/retry/maxDelaySeconds", (p: Policies) => p.retry.maxDelaySeconds, 0, 7 * DAY, false],
  ["/maxConcurrentRuns", (p: Policies) => p.maxConcurrentRuns, 1, 1000, true],
  ["/misfire/graceSeconds", (p: Policies) => p.misfire.graceSeconds, 0, DAY, false],
  ["/misfire/windowSeconds", (p: Policies) => p.misfire.windowSeconds, 0, 3650 * DAY, false],
  ["/misfire/maxRuns", (p: Policies) => p.misfire.maxRuns, 1, 1000, true],
] as const;

/** Faults of resolved policies, with pointers below `/policies`; M2 for the misfire window. */
export function checkPolicies(policies: Policies): Problem[] {
  const problems = LIMITS.flatMap(([pointer, read, least, most, whole]) => {
    const value = read(policies);
    if (value === null || (value >= least && value <= most && (!whole || Number.isInteger(value))))
      return [];
    const kind = whole ? "a whole number" : "a number";
    return [problem(pointer, `must be ${kind} from ${least} to ${most}`)];
  });
  const { retry, misfire } = policies;
  if (misfire.windowSeconds < misfire.graceSeconds)
    problems.push(
      problem(
        "/misfire/windowSeconds",
        `must be at least graceSeconds (${misfire.graceSeconds}): a slot cannot be on time and too old`,
      ),
    );
  if (retry.maxDelaySeconds < retry.delaySeconds)
    problems.push(
      problem(
        "/retry/maxDelaySeconds",
        `must be at least delaySeconds (${retry.delaySeconds}), or the first delay is never reached`,
      ),
    );
  return problems;
}

function problem(pointer: string, message: string): Problem {
  return { pointer: `/policies${pointer}`, message };
}
