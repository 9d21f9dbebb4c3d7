import { describe, expect, it } from "vitest";
import {
  checkPolicies,
  executionKind,
  mayHandOver,
  type PartialPolicies,
  resolvePolicies,
} from "./policies.ts";

describe("resolvePolicies", () => {
  it("gives the defaults of the contract", () => {
    expect(resolvePolicies("http")).toEqual({
      timeoutSeconds: 60,
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
      misfire: { policy: "latest", graceSeconds: 60, windowSeconds: 86400, maxRuns: 100 },
    });
  });

  it.each([
    ["http", 60],
    ["email", 60],
    ["container", 3600],
    ["external", null],
    ["callback", null],
  ] as const)("limits %s to %s s", (kind, seconds) => {
    expect(resolvePolicies(kind).timeoutSeconds).toBe(seconds);
  });

  it("lets the job win over the template, member by member", () => {
    const template = { timeoutSeconds: 30, retry: { maxAttempts: 5, jitter: false } };
    const job = { retry: { maxAttempts: 1 }, overlap: "allow" } as const;
    const resolved = resolvePolicies("http", template, job);
    expect(resolved).toMatchObject({
      timeoutSeconds: 30,
      overlap: "allow",
      retry: { maxAttempts: 1, jitter: false, delaySeconds: 10 },
    });
  });

  it("takes null for absent, at every depth", () => {
    const template = { timeoutSeconds: 30, misfire: { maxRuns: 7 } };
    const job = { timeoutSeconds: null, retry: null, misfire: { maxRuns: null, policy: "all" } };
    const resolved = resolvePolicies("http", template, job as PartialPolicies);
    expect(resolved.timeoutSeconds).toBe(30);
    expect(resolved.misfire).toMatchObject({ maxRuns: 7, policy: "all" });
    expect(resolved.retry.maxAttempts).toBe(3);
  });

  it("carries nothing that is no policy", () => {
    const hostile = JSON.parse('{"__proto__": {"x": 1}, "projectId": "p", "retry": {"y": 1}}');
    const resolved = resolvePolicies("http", hostile);
    expect(resolved).toEqual(resolvePolicies("http"));
  });
});

describe("executionKind", () => {
  it("tells handed-over HTTP runs apart", () => {
    expect(executionKind("http", { mode: "callback" })).toBe("callback");
    expect(executionKind("http", {})).toBe("http");
    expect(executionKind("external", { mode: "callback" })).toBe("external");
  });

  it("is found in the job's parameters where the template takes it from there", () => {
    const config = { mode: "{{ params.mode }}" };
    expect(executionKind("http", config, { mode: "callback" })).toBe("callback");
    expect(executionKind("http", config, { mode: "sync" })).toBe("http");
    expect(executionKind("http", config)).toBe("http");
    expect(executionKind("http", { mode: "sync" }, { mode: "callback" })).toBe("http");
  });

  it("may be a hand-over wherever the value is not known to be none", () => {
    const taken = { mode: "{{ params.mode }}" };
    expect(mayHandOver("http", taken, { mode: "callback" })).toBe(true);
    expect(mayHandOver("http", taken, {})).toBe(false);
    expect(mayHandOver("http", taken, { mode: "sync" })).toBe(false);
    expect(mayHandOver("http", { mode: "{{ params.how }}" }, {})).toBe(true);
    expect(mayHandOver("http", {}, {})).toBe(false);
    expect(mayHandOver("email", { mode: "callback" }, {})).toBe(false);
  });
});

describe("checkPolicies", () => {
  const check = (layer: PartialPolicies) => checkPolicies(resolvePolicies("http", layer));
  const pointers = (layer: PartialPolicies) => check(layer).map(({ pointer }) => pointer);

  it("accepts the defaults", () => expect(check({})).toEqual([]));

  it.each<[string, PartialPolicies]>([
    ["/policies/timeoutSeconds", { timeoutSeconds: 0 }],
    ["/policies/startTimeoutSeconds", { startTimeoutSeconds: -1 }],
    ["/policies/heartbeatTimeoutSeconds", { heartbeatTimeoutSeconds: 0.5 }],
    ["/policies/cancelGraceSeconds", { cancelGraceSeconds: 3601 }],
    ["/policies/retry/maxAttempts", { retry: { maxAttempts: 0 } }],
    ["/policies/retry/maxAttempts", { retry: { maxAttempts: 101 } }],
    ["/policies/retry/maxAttempts", { retry: { maxAttempts: 1.5 } }],
    ["/policies/retry/delaySeconds", { retry: { delaySeconds: Number.NaN } }],
    ["/policies/retry/maxDelaySeconds", { retry: { delaySeconds: 20, maxDelaySeconds: 10 } }],
    ["/policies/maxConcurrentRuns", { maxConcurrentRuns: 0 }],
    ["/policies/misfire/maxRuns", { misfire: { maxRuns: 0 } }],
    ["/policies/misfire/maxRuns", { misfire: { maxRuns: 1001 } }],
    ["/policies/misfire/windowSeconds", { misfire: { windowSeconds: 59 } }],
  ])("refuses %s", (pointer, layer) => expect(pointers(layer)).toEqual([pointer]));

  it("reports every problem at once", () => {
    expect(pointers({ timeoutSeconds: 0, retry: { maxAttempts: 0 } })).toHaveLength(2);
  });

  it("allows a window as long as the grace, and fractions of seconds", () => {
    expect(check({ timeoutSeconds: 0.25, misfire: { graceSeconds: 5, windowSeconds: 5 } })).toEqual(
      [],
    );
  });
});
