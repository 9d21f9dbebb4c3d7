import pino from "pino";
import { afterEach, expect, it, onTestFinished } from "vitest";
import { openDatabase } from "../../db/client.ts";
import type { JobCreate } from "../../lib/contracts/job.ts";
import { newId } from "../../lib/platform/ids.ts";
import { parseSmtpUrl } from "../../lib/platform/smtp-url.ts";
import { cancelRuns } from "../../lib/services/runs/cancel.ts";
import { openSecretReader } from "../../lib/services/secrets/reader.ts";
import { createTemplate } from "../../lib/services/templates/create.ts";
import { createEmailExecutor } from "../../worker/executors/email.ts";
import { startWorker } from "../../worker/worker.ts";
import { openHeart, type RunRow } from "../support/heart.ts";
import { startBadSmtp, startSmtp } from "../support/smtp.ts";

const heart = await openHeart("2026-03-02T08:00:30Z", { listen: true });
const { clock, database, platform, sql } = heart;

/** A worker that sends mail to this server until the test ends. */
async function startMailing(url: string): Promise<void> {
  const parsed = parseSmtpUrl(url);
  if (!parsed.ok) throw new Error(parsed.problem);
  const { server } = parsed;
  const from = "Punctual <punctual@example.com>";
  const executor = createEmailExecutor({ server, from, now: () => Date.UTC(2026, 2, 2, 8) });
  const worker = await startWorker({
    platform,
    connectHeartbeat: () => openDatabase({ url: database.url, max: 1, name: "heartbeat" }),
    self: { id: newId(), name: "test", version: "0", pools: ["default"], slots: 5 },
    executors: new Map([["email", executor]]),
    secrets: openSecretReader(platform.db, []),
    leaseSeconds: 60,
    publicUrl: "http://punctual.test",
    monotonic: () => performance.now(),
    random: () => 0.5,
    log: pino({ level: "silent" }),
  });
  onTestFinished(async () => {
    await worker.stop(0);
    executor.close();
  });
}

/** Looks whenever something is told to have changed, until the run is as wanted. */
async function when(runId: string, isSo: (run: RunRow) => boolean): Promise<RunRow> {
  for (;;) {
    const { promise: hint, resolve } = Promise.withResolvers<void>();
    const unhear = platform.hints.hear(() => resolve());
    const run = await heart.run(runId);
    if (!isSo(run)) await Promise.race([hint, sql`select pg_sleep(0.02)`]);
    unhear();
    if (isSo(run)) return run;
  }
}

const whenFinal = (runId: string) => when(runId, (run) => run.finished_at !== null);

/** A run of a job that sends mail. */
async function send(params: object, more: Partial<JobCreate> = {}): Promise<string> {
  const job = await heart.makeJob({
    template: "send-email",
    params: { to: "ops@example.com", subject: "Hello", ...params },
    policies: { retry: { maxAttempts: 3, delaySeconds: 30, backoff: "fixed", jitter: false } },
    ...more,
  });
  return heart.openRun(job.id);
}

afterEach(async () => {
  expect(await heart.strays()).toEqual([]);
  expect(await heart.unsound()).toEqual([]);
});

it("fills in placeholders of the built-in template and keeps result and log", async () => {
  const smtp = await startSmtp();
  await startMailing(smtp.url);
  const runId = await send(
    {
      to: ["ops@example.com", "dev@example.com"],
      subject: "{{ job.name }} on {{ scheduledFor | date }}",
      text: "Run {{ run.id }}, attempt {{ run.attempt }}.",
    },
    { name: "Nightly report" },
  );
  expect(await whenFinal(runId)).toMatchObject({
    status: "completed",
    result: {
      messageId: `<${runId}@example.com>`,
      accepted: ["ops@example.com", "dev@example.com"],
      rejected: [],
    },
  });
  expect(smtp.received[0]?.mail).toMatchObject({
    subject: "Nightly report on 2026-03-02",
    text: `Run ${runId}, attempt 1.\n`,
  });
  const lines = await sql<{ text: string }[]>`select text from run_logs where run_id = ${runId}`;
  expect(lines.map(({ text }) => text).join("\n")).toContain("Accepted for 2 recipients: 250");
});

it("takes addresses from parameters of a template, and nothing else along with them", async () => {
  const smtp = await startSmtp();
  await startMailing(smtp.url);
  await createTemplate(heart.ctx, {
    project: "default",
    name: "Greeting",
    slug: "greeting",
    executor: "email",
    parameters: {
      type: "object",
      required: ["people", "name"],
      properties: { people: { type: "string" }, name: { type: "string" } },
    },
    config: {
      to: "{{ params.people }}",
      cc: ["{{ params.name }} <ops@example.com>"],
      subject: "Hello {{ params.name }}",
      text: "{{ params.name }}",
    },
  });
  const greet = async (params: JobCreate["params"]) => {
    const job = await heart.makeJob({ template: "greeting", params });
    return whenFinal(await heart.openRun(job.id));
  };
  const people = "Ada <ada@example.com>, bob@example.com";
  expect(await greet({ people, name: "Jörg {{ run.id }}" })).toMatchObject({ status: "completed" });
  expect(smtp.received[0]).toMatchObject({
    to: ["ada@example.com", "bob@example.com", "ops@example.com"],
    mail: { subject: "Hello Jörg {{ run.id }}" },
  });
  for (const name of ["x\r\nBcc: spy@evil.test", "x\nX-Evil: 1", "x <spy@evil.test>, y"])
    expect(await greet({ people, name })).toMatchObject({
      status: "failed",
      error_code: "template_invalid",
    });
  expect(smtp.received).toHaveLength(1);
});

it("comes again to a server that greylists, as the same message", async () => {
  let asked = 0;
  const smtp = await startSmtp({
    rcpt: () => {
      asked += 1;
      return asked < 3 ? [451, "greylisted, come back later"] : null;
    },
  });
  await startMailing(smtp.url);
  const runId = await send({});
  for (const attempt of [1, 2]) {
    await when(runId, (run) => run.attempt === attempt && run.status === "pending");
    await clock.advance(30_000);
    platform.hints.send("runs");
  }
  expect(await whenFinal(runId)).toMatchObject({ status: "completed", attempt: 3 });
  expect(await heart.attempts(runId)).toMatchObject([
    { outcome: "failed", error_code: "smtp_temporary" },
    { outcome: "failed", error_code: "smtp_temporary" },
    { outcome: "completed" },
  ]);
  expect(smtp.received).toMatchObject([{ mail: { messageId: `<${runId}@example.com>` } }]);
});

it("does not come again where it is not wanted", async () => {
  const smtp = await startSmtp({ rcpt: () => [550, "no such user"] });
  await startMailing(smtp.url);
  expect(await whenFinal(await send({}))).toMatchObject({
    status: "failed",
    attempt: 1,
    error_code: "smtp_permanent",
    error_message: expect.stringContaining("550 5.1.1 no such user"),
  });
});

it("is cancelled while the server keeps still", async () => {
  const { promise: waiting, resolve } = Promise.withResolvers<void>();
  const { url } = await startBadSmtp("220 hello", (line) => {
    if (line.startsWith("MAIL")) resolve();
    return line.startsWith("EHLO") ? "250 fine" : undefined;
  });
  await startMailing(url);
  const runId = await send({});
  await waiting;
  await cancelRuns(platform, [runId], "user");
  expect(await whenFinal(runId)).toMatchObject({ status: "cancelled", reason: "user" });
});
