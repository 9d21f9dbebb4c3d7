import { describe, expect, it } from "vitest";
import { draftOfBody, emptyDraft, jobBody, jobPatch } from "./job-draft.ts";

const EMPTY = emptyDraft("http-request", { method: "GET" }, "UTC");

describe("jobBody", () => {
  it("leaves out what is empty", () => {
    expect(jobBody({ ...EMPTY, name: " Ping " })).toEqual({
      name: "Ping",
      template: "http-request",
      params: { method: "GET" },
      schedule: { kind: "interval", every: "1m" },
    });
  });

  it("reads tags between commas, each once", () => {
    expect(jobBody({ ...EMPTY, tags: "a, b,,a " }).tags).toEqual(["a", "b"]);
  });
});

describe("draftOfBody", () => {
  it("keeps in step with what was written, unknown members included", () => {
    const body = {
      name: "Report",
      template: "nightly",
      params: { region: "eu" },
      tags: ["x"],
      priority: 5,
      schedule: { kind: "cron", expression: "0 3 * * *", timeZone: "Asia/Tokyo" },
      policies: { overlap: "allow" },
    } as const;
    expect(jobBody(draftOfBody({ ...body, tags: [...body.tags] }, EMPTY))).toEqual(body);
  });
});

describe("jobPatch", () => {
  const before = {
    ...EMPTY,
    name: "Ping",
    policies: { overlap: "allow", retry: { maxAttempts: 1 } },
  } as const;

  it("does not send a schedule that stayed", () => {
    expect(jobPatch({ ...before, name: "Pong" }, before)).not.toHaveProperty("schedule");
  });

  it("sends a schedule that changed", () => {
    const schedule = { ...before.schedule, every: "2s" };
    expect(jobPatch({ ...before, schedule }, before).schedule).toEqual({
      kind: "interval",
      every: "2s",
    });
  });

  it("says null for a policy that was taken back", () => {
    expect(jobPatch({ ...before, policies: { retry: {} } }, before).policies).toEqual({
      overlap: null,
      retry: { maxAttempts: null },
    });
  });
});
