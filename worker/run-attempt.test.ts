import { describe, expect, it } from "vitest";
import { createMasker } from "../lib/domain/mask/masker.ts";
import { resolvePolicies } from "../lib/domain/policies.ts";
import type { ClaimedWork } from "../lib/services/runs/claim.ts";
import { type SecretReader, SecretUnreadable } from "../lib/services/secrets/reader.ts";
import type { Execution, ExecutionContext, ExecutionOutcome } from "./executors/executor.ts";
import { runAttempt } from "./run-attempt.ts";

const SECRET = "Correct Horse/1";
const values = new Map([["KEY", SECRET]]);
const reader: SecretReader = {
  read: async () => ({ values, masker: createMasker(values.values()) }),
  hide: (text) => text,
};

function workOf(body: unknown): ClaimedWork {
  return {
    run: {
      id: "01980000-0000-7000-8000-000000000001",
      projectId: "p",
      jobId: "j",
      jobVersion: 1,
      templateVersionId: "t",
      trigger: "manual",
      scheduledFor: 0,
      attempt: 1,
      maxAttempts: 1,
      lostCount: 0,
      releaseCount: 0,
      timeoutSeconds: null,
      params: null,
      leaseToken: "l",
      traceparent: null,
    },
    job: { jobId: "j", version: 1, name: "Job", params: {}, policies: {} },
    template: {
      id: "t",
      templateId: "t",
      version: 1,
      slug: "t",
      builtIn: false,
      executor: "http",
      parameters: { type: "object", properties: {} },
      config: { method: "POST", url: "http://x.example/", body },
      policies: {},
    },
    policies: resolvePolicies("http", {}, {}),
    signingSecret: null,
  };
}

type Act = (execution: Execution, context: ExecutionContext) => Promise<ExecutionOutcome>;

/** One attempt of an executor that does what the test says, and everything it let out. */
async function attempt(act: Act, { body = "{{ secrets.KEY }}", secrets = reader } = {}) {
  const log: string[] = [];
  const told: unknown[] = [];
  const context: ExecutionContext = {
    signal: new AbortController().signal,
    log: (stream, text) => log.push(`${stream}: ${text}`),
    progress: (progress) => told.push(progress),
  };
  const executors = new Map([["http", { kind: "http", execute: act } as const]]);
  const options = { publicUrl: "", random: () => 0, secrets };
  const end = await runAttempt(workOf(body), executors, context, options);
  if (end === null) throw new Error("nobody took it over");
  return { log, told, report: end.report, result: end.result };
}

const failed = (message: string): ExecutionOutcome => ({
  outcome: "failed",
  error: { code: "status", message },
  retryable: false,
  retryAfterSeconds: null,
});

describe("an attempt with secrets", () => {
  it("gives them to the executor, and lets them out nowhere", async () => {
    let given: unknown;
    const { log, told, result } = await attempt(async ({ config }, context) => {
      given = config;
      context.log("stdout", `it is ${SECRET}!`);
      context.progress({ percent: 1, message: `with ${SECRET}` });
      context.progress({ percent: 2 });
      return { outcome: "completed", result: { [SECRET]: [SECRET, 1] } };
    });
    expect(given).toMatchObject({ body: SECRET });
    expect(log).toEqual(["stdout: it is ***!"]);
    expect(told).toEqual([{ percent: 1, message: "with ***" }, { percent: 2 }]);
    expect(result).toEqual({ "***": ["***", 1] });
  });

  it("covers them in what is said of a failure, expected or not", async () => {
    const { report } = await attempt(async () => failed(`${SECRET} was wrong`));
    expect(report).toMatchObject({ error: { message: "*** was wrong" } });
    const timedOut = await attempt(async () => ({
      outcome: "timed_out",
      error: { code: "timeout", message: `no answer to ${encodeURIComponent(SECRET)}` },
      retryable: true,
    }));
    expect(timedOut.report).toMatchObject({ error: { message: "no answer to ***" } });
    const thrown = await attempt(() => Promise.reject(new Error(`cannot send ${SECRET}`)));
    expect(thrown.log.join()).toContain("cannot send ***");
    expect(thrown.log.join()).not.toContain(SECRET);
  });

  it("covers them across pieces, each stream for itself, and what is held at the end", async () => {
    const { log } = await attempt(async (_, { log }) => {
      log("stdout", "a Correct Ho");
      log("stderr", "in between");
      log("stdout", "rse/1 z");
      log("stderr", "Correct Horse");
      return { outcome: "completed", result: null };
    });
    expect(log).toEqual(["stderr: in between", "stdout: a ***", "stdout: *** z", "stderr: ***"]);
  });

  it("covers what filters made of them", async () => {
    const act: Act = async ({ config }) => ({ outcome: "completed", result: config });
    const { result } = await attempt(act, { body: "{{ secrets.KEY | upper | lower | json }}" });
    expect(result).toMatchObject({ body: "***" });
  });

  it("fails, to be tried elsewhere, when one cannot be decrypted here", async () => {
    const secrets: SecretReader = {
      ...reader,
      read: () => Promise.reject(new SecretUnreadable("no key")),
    };
    const { report } = await attempt(async () => failed("not reached"), { secrets });
    expect(report).toMatchObject({
      error: { code: "worker_error", message: "no key" },
      retryable: true,
    });
  });

  it("waits while they cannot be read for another reason", async () => {
    let asked = 0;
    const read: SecretReader["read"] = (...args) => {
      asked += 1;
      return asked === 1 ? Promise.reject(new Error("database away")) : reader.read(...args);
    };
    const act: Act = async () => ({ outcome: "completed", result: null });
    const { report } = await attempt(act, { secrets: { ...reader, read } });
    expect([asked, report.outcome]).toEqual([2, "completed"]);
  });

  it("asks for none when it names none", async () => {
    const read = () => Promise.reject(new Error("not to be asked"));
    const act: Act = async () => ({ outcome: "completed", result: SECRET });
    const { result } = await attempt(act, { body: "plain", secrets: { ...reader, read } });
    expect(result).toBe(SECRET);
  });
});
