import { Webhook } from "standardwebhooks";
import { describe, expect, it, vi } from "vitest";
import { attempt, execution, NOW, networks, openExecutor, RUN_ID } from "./http/test-execution.ts";
import { startRecorder, startTarget } from "./http/test-target.ts";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

function callback(url: string, more: object = {}) {
  return { method: "POST", url, body: { n: 1 }, mode: "callback", ...more };
}

const accepting = () => startRecorder((_request, response) => response.writeHead(202).end());

describe("a call that may be taken over", () => {
  it("tells the target where to report and with which lease, signed as Standard Webhooks say", async () => {
    const target = await accepting();
    const { outcome } = await attempt(callback(target.origin), {
      signingSecret: SECRET,
      publicUrl: "https://punctual.example",
    });
    expect(outcome).toEqual({ outcome: "handed_over" });
    const [received] = target.received;
    expect(received?.headers).toMatchObject({
      "punctual-run-id": RUN_ID,
      "punctual-attempt": "2",
      "punctual-scheduled-for": "2026-11-20T08:00:00.123Z",
      "punctual-callback-url": `https://punctual.example/api/v1/worker/runs/${RUN_ID}`,
      "punctual-lease-token": "lease",
      "idempotency-key": RUN_ID,
    });
    vi.useFakeTimers({ now: NOW, toFake: ["Date"] });
    const headers = received?.headers as Record<string, string>;
    expect(new Webhook(SECRET).verify(received?.body ?? "", headers)).toEqual({ n: 1 });
    expect(headers["webhook-id"]).toBe(RUN_ID);
    expect(() => new Webhook(SECRET).verify('{"n":2}', headers)).toThrow();
    vi.useRealTimers();
  });

  it.each([
    [200, "completed"],
    [500, "failed"],
    [404, "failed"],
  ])("is decided by another answer at once: %i", async (status, expected) => {
    const target = await startRecorder((_request, response) => response.writeHead(status).end());
    const { outcome } = await attempt(callback(target.origin));
    expect(outcome.outcome).toBe(expected);
  });

  it("honours Retry-After", async () => {
    const target = await startRecorder((_request, response) =>
      response.writeHead(503, { "retry-after": "90" }).end(),
    );
    const { outcome } = await attempt(callback(target.origin));
    expect(outcome).toMatchObject({ outcome: "failed", retryable: true, retryAfterSeconds: 90 });
  });

  it("is no different without the mode: no lease is told, and 202 is an answer like any", async () => {
    const target = await accepting();
    const { outcome } = await attempt({ method: "POST", url: target.origin });
    expect(outcome).toMatchObject({ outcome: "completed", result: { status: 202 } });
    expect(Object.keys(target.received[0]?.headers ?? {})).not.toContain("punctual-lease-token");
  });

  it("tells nobody else the lease: a redirect to another origin cannot take over", async () => {
    const stranger = await accepting();
    const target = await startRecorder((_request, response) =>
      response.writeHead(307, { location: stranger.origin }).end(),
    );
    const { outcome } = await attempt(callback(target.origin, { followRedirects: true }));
    expect(outcome).toMatchObject({ outcome: "failed", error: { code: "status" } });
    const names = Object.keys(stranger.received[0]?.headers ?? {});
    expect(names).toContain("punctual-run-id");
    expect(names.filter((name) => /lease|callback|webhook/.test(name))).toEqual([]);
  });

  it("may take no longer than the run may", async () => {
    const target = await startTarget(() => undefined);
    const { outcome } = await attempt(callback(target.origin), { timeoutMs: 100 });
    expect(outcome).toMatchObject({ outcome: "timed_out", error: { code: "timeout" } });
  });
});

describe("the call that cancels a run that was taken over", () => {
  const cancel = (config: object, executor = openExecutor()) =>
    executor.cancel?.(execution(config, { signingSecret: SECRET }));

  it("says which run, signed and under an id of its own", async () => {
    const target = await accepting();
    const config = callback("http://127.0.0.1:9/", {
      cancelUrl: `${target.origin}/cancel`,
      headers: { "x-key": "of the run" },
    });
    expect(await cancel(config)).toBe("delivered");
    const [received] = target.received;
    const headers = received?.headers as Record<string, string>;
    expect(received).toMatchObject({ method: "POST", url: "/cancel" });
    expect(headers).toMatchObject({
      "punctual-run-id": RUN_ID,
      "punctual-lease-token": "lease",
      "webhook-id": `${RUN_ID}:cancel`,
      "idempotency-key": `${RUN_ID}:cancel`,
      "content-type": "application/json",
    });
    expect(headers["x-key"]).toBeUndefined();
    vi.useFakeTimers({ now: NOW, toFake: ["Date"] });
    const said = { action: "cancel", runId: RUN_ID, jobId: "job", jobName: "Report", attempt: 2 };
    expect(new Webhook(SECRET).verify(received?.body ?? "", headers)).toMatchObject(said);
    vi.useRealTimers();
  });

  it("has the headers of the run's own call where it goes to the same origin", async () => {
    const target = await accepting();
    const headers = { "x-key": "of the run", "content-type": "text/plain" };
    const more = { cancelUrl: `${target.origin}/cancel`, headers };
    expect(await cancel(callback(target.origin, more))).toBe("delivered");
    expect(target.received[0]?.headers).toMatchObject({
      "x-key": "of the run",
      "content-type": "application/json",
    });
  });

  it("is for those that want it, and says when it failed", async () => {
    const target = await startRecorder((_request, response) => response.writeHead(500).end());
    expect(await cancel(callback("http://127.0.0.1:9/"))).toBe("nobody");
    const config = callback("http://127.0.0.1:9/", { cancelUrl: target.origin });
    expect(await cancel(config)).toBe("failed");
    const gone = callback("http://127.0.0.1:9/", { cancelUrl: "http://127.0.0.1:1/" });
    expect(await cancel(gone)).toBe("failed");
  });

  it("goes through the same guard", async () => {
    const target = await accepting();
    const config = callback("http://127.0.0.1:9/", { cancelUrl: target.origin });
    expect(await cancel(config, openExecutor({ allow: networks("10.0.0.0/8") }))).toBe("failed");
    expect(target.connections()).toBe(0);
  });
});
