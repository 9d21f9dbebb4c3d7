import { expect, it } from "vitest";
import { createTestDatabase } from "../support/database.ts";
import { startRest } from "../support/rest.ts";

const database = await createTestDatabase();
const api = await startRest(database);
const SECRET = "between us/only";

async function made(what: string, body: object = {}) {
  const answer = await api.call(what, { body });
  expect([what, answer.status, answer.status < 300 ? null : answer.body]).toEqual([
    what,
    expect.any(Number),
    null,
  ]);
  return answer.body;
}

async function claimOne() {
  const { claims } = await made("POST /worker/claims", { worker: { name: "w" }, waitSeconds: 5 });
  expect(claims).toHaveLength(1);
  return claims[0];
}

it("gives secrets to a worker outside, and covers them in all it reports", async () => {
  await made("POST /secrets", { name: "KEY", value: SECRET });
  const job = await made("POST /jobs", {
    name: "Outside",
    template: "external-task",
    params: { task: "t", payload: { key: "{{ secrets.KEY }}" } },
    schedule: { kind: "manual" },
  });
  const run = await made(`POST /jobs/${job.id}/runs`);
  const { leaseToken, params } = await claimOne();
  expect(params).toEqual({ key: SECRET });
  const report = (what: string, body: object) =>
    made(`POST /worker/runs/${run.id}/${what}`, { leaseToken, ...body });
  await report("heartbeat", { progress: { percent: 5, message: `has ${SECRET}` } });
  expect((await api.call(`GET /runs/${run.id}`)).body.progress).toEqual({
    percent: 5,
    message: "has ***",
  });
  await report("logs", {
    entries: [
      { text: "it is between u" },
      { stream: "stderr", text: btoa(SECRET) },
      { text: "s/only, yes" },
    ],
  });
  await report("status", {
    status: "failed",
    error: { code: "E", message: `${encodeURIComponent(SECRET)} refused` },
    result: { [SECRET]: SECRET },
    retryable: false,
  });
  const { data } = (await api.call(`GET /runs/${run.id}/logs`)).body;
  expect(data.map((line: { text: string }) => line.text)).toEqual(["it is ***", "***", "***, yes"]);
  const ended = (await api.call(`GET /runs/${run.id}`)).body;
  expect(ended.error.message).toBe("E: *** refused");
  expect(JSON.stringify(ended)).not.toContain("between");
});

it("fails a run outside that names a secret nobody has", async () => {
  const job = await made("POST /jobs", {
    name: "Nobody's",
    template: "external-task",
    params: { task: "t", payload: "{{ secrets.NOBODY }}" },
    schedule: { kind: "manual" },
  });
  const run = await made(`POST /jobs/${job.id}/runs`);
  const { claims } = await made("POST /worker/claims", { worker: { name: "w" }, waitSeconds: 1 });
  expect(claims).toEqual([]);
  const { status, error } = (await api.call(`GET /runs/${run.id}`)).body;
  expect([status, error.code]).toEqual(["failed", "template_invalid"]);
  expect(error.message).toContain("there is no secret NOBODY in this project");
});
