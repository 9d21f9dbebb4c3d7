import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { claimRuns } from "../../lib/services/runs/claim.ts";
import { finishAttempts } from "../../lib/services/runs/finish.ts";
import { writeLogs } from "../../lib/services/runs/write-logs.ts";
import { ADMIN, createTestApi } from "../support/api.ts";
import { runCli, settingsFolder } from "../support/cli.ts";
import { createTestDatabase } from "../support/database.ts";

const database = await createTestDatabase();
const api = await createTestApi(database);
const token = await api.login();
const WORKER = "00000000-0000-7000-8000-000000000001";

const serve: typeof fetch = (url, init) => api.answer(new Request(url, init));
const cli = (line: readonly string[], more: { input?: string; columns?: number } = {}) =>
  runCli(line, { fetch: serve, env: { PUNCTUAL_TOKEN: token }, ...more });

async function makeJob(key: string) {
  const body = {
    name: key,
    key,
    template: "http-request",
    params: { method: "GET", url: "http://127.0.0.1:9/" },
    schedule: { kind: "manual" },
  };
  const answer = await api.call("POST", "/api/v1/jobs", { token, body });
  expect(answer.status).toBe(201);
  return answer.body;
}

/** A run that is under way, with lines in its log, and what completes it. */
async function runWithLog(key: string, texts: readonly string[]) {
  const job = await makeJob(key);
  const run = (await api.call("POST", `/api/v1/jobs/${job.id}/runs`, { token })).body;
  const works = await claimRuns(api.platform, { pools: ["default"] }, 100, {
    workerId: WORKER,
    leaseSeconds: 600,
  });
  const work = works.find((each) => each.run.id === run.id);
  if (work === undefined) throw new Error("the run was not claimed");
  await writeLogs(
    api.platform,
    texts.map((text, index) => ({
      runId: run.id,
      attempt: 1,
      seq: index + 1,
      stream: "stdout",
      text,
    })),
  );
  const complete = () =>
    finishAttempts(api.platform, [
      {
        ...work.run,
        runId: run.id,
        policies: work.policies,
        report: { outcome: "completed" },
        result: null,
        random: 0,
      },
    ]);
  return { id: String(run.id), complete };
}

it("signs in, keeps the login for its owner alone, and ends the session", async () => {
  const settings = settingsFolder();
  const env = { XDG_CONFIG_HOME: settings };
  const run = (line: readonly string[], input = "") => runCli(line, { fetch: serve, env, input });
  expect((await run(["whoami"])).code).toBe(1);

  const login = await run(["login"], `${ADMIN.email}\n${ADMIN.password}\n`);
  expect(login).toMatchObject({ code: 0, err: "" });
  const file = join(settings, "punctual", "config.json");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const stored = JSON.parse(readFileSync(file, "utf8"));
  expect(stored.url).toBe("http://punctual.test");
  expect(login.out).not.toContain(stored.token);

  const whoami = await run(["whoami"]);
  expect(whoami.code).toBe(0);
  expect(whoami.out).toContain(ADMIN.email);

  expect((await run(["logout"])).code).toBe(0);
  const me = await api.call("GET", "/api/v1/me", { token: stored.token });
  expect(me.status).toBe(401);
  const after = await run(["whoami"]);
  expect(after.code).toBe(1);
  expect(after.err).toContain("unauthenticated");
});

it("refuses a wrong password and keeps nothing", async () => {
  const settings = settingsFolder();
  const env = { XDG_CONFIG_HOME: settings };
  const input = `${ADMIN.email}\nnot the password\n`;
  const login = await runCli(["login"], { fetch: serve, env, input });
  expect(login.code).toBe(1);
  expect(() => statSync(join(settings, "punctual"))).toThrow("ENOENT");
});

it("makes a job whose parameters have the types of the template", async () => {
  const made = await cli([
    ..."jobs create --name Ping --template http-request --every 15m --json".split(" "),
    ..."--param method=POST --param url=https://example.com/ --param followRedirects=true".split(
      " ",
    ),
    ...`--param headers={"x-a":"1"} --param body={"n":1} --param expectStatus=2xx`.split(" "),
    ..."--param expectStatus=404 --tag a --tag b --max-attempts 4 --timeout 2.5".split(" "),
  ]);
  expect(made).toMatchObject({ code: 0, err: "" });
  const body = JSON.parse(made.out);
  expect(body).toMatchObject({
    name: "Ping",
    schedule: { kind: "interval", every: "15m" },
    params: {
      method: "POST",
      url: "https://example.com/",
      followRedirects: true,
      headers: { "x-a": "1" },
      body: { n: 1 },
      expectStatus: ["2xx", "404"],
    },
    tags: ["a", "b"],
    policies: { timeoutSeconds: 2.5, retry: { maxAttempts: 4 } },
  });
  const read = await api.call("GET", `/api/v1/jobs/${body.key}`, { token });
  expect(JSON.parse((await cli(["jobs", "get", body.key, "--json"])).out)).toEqual(read.body);
  const list = await cli(["jobs", "list"]);
  expect(list.out).toMatch(/^KEY +NAME +STATUS +SCHEDULE +NEXT RUN +LAST RUN\nping +Ping +active /);
});

it("makes a job from standard input, with flags going before it", async () => {
  const file = {
    name: "From a file",
    template: "http-request",
    params: { method: "GET", url: "https://example.com/a" },
    schedule: { kind: "manual" },
  };
  const line = "jobs create --file - --key filed --param url=https://example.com/b --json".split(
    " ",
  );
  const made = await cli(line, { input: JSON.stringify(file) });
  expect(JSON.parse(made.out)).toMatchObject({
    key: "filed",
    name: "From a file",
    params: { method: "GET", url: "https://example.com/b" },
  });
});

it("shows a refusal with code, every place and the request", async () => {
  const line = "jobs create --name x --template http-request --param nope=1 --cron".split(" ");
  const refused = await cli([...line, "61 * * * *"]);
  expect(refused.code).toBe(1);
  expect(refused.out).toBe("");
  expect(refused.err).toMatch(/^invalid: /);
  expect(refused.err).toMatch(/^ {2}\/schedule\/expression: /m);
  expect(refused.err).toMatch(/^request \S+$/m);
});

it("pauses, resumes, runs and deletes a job, and cancels and repeats its runs", async () => {
  await makeJob("whole-life");
  expect((await cli(["jobs", "pause", "whole-life", "--note", "why"])).out).toMatch(/Note +why/);
  expect((await cli(["jobs", "resume", "whole-life"])).out).toMatch(/Status +active/);
  const param = ["--param", "url=http://127.0.0.1:9/other"];
  const ran = await cli(["jobs", "run", "whole-life", ...param, "--json"]);
  const run = JSON.parse(ran.out);
  expect(run).toMatchObject({ status: "pending", params: { url: "http://127.0.0.1:9/other" } });
  expect((await cli(["runs", "cancel", run.id])).out).toMatch(/Status +cancelled: user/);
  const again = await cli(["runs", "cancel", run.id]);
  expect(again).toMatchObject({ code: 1, out: "" });
  expect(again.err).toContain("run_final");
  const rerun = JSON.parse((await cli(["runs", "rerun", run.id, "--json"])).out);
  expect(rerun).toMatchObject({ rerunOf: run.id, trigger: "rerun" });
  const list = await cli(["runs", "list", "--job", "whole-life", "--status", "cancelled"]);
  expect(list.out.split("\n")[1]).toContain(run.id);
  expect((await cli(["jobs", "delete", "whole-life"])).code).toBe(0);
  expect((await cli(["jobs", "get", "whole-life"])).code).toBe(1);
});

it("shows templates, a preview and workers", async () => {
  const template = await cli(["templates", "get", "http-request"]);
  expect(template.out).toMatch(/^url +text +yes/m);
  expect((await cli(["templates", "list"])).out).toMatch(/^http-request /m);
  const from = "2026-03-28T12:00:00Z";
  const line = ["preview", "--cron", "30 2 * * *", "--timezone", "Europe/Berlin", "--from", from];
  const preview = await cli([...line, "--count", "2"]);
  expect(preview.out).toContain("2026-03-29 03:00:00 +02:00");
  expect((await cli(["workers"])).code).toBe(0);
});

it("lets nothing of a log reach the terminal but its colours", async () => {
  const { id, complete } = await runWithLog("hostile", [
    "\u001b[31mred\u001b[0m \u001b]0;title\u0007 \u001b[2Jclear\u009b1A",
  ]);
  await complete();
  const piped = await cli(["runs", "logs", id]);
  expect(piped.out).toMatch(/ red \\x1b\]0;title\\x07 \\x1b\[2Jclear\\x9b1A\n$/);
  const shown = await cli(["runs", "logs", id], { columns: 80 });
  expect(shown.out).toContain("\u001b[31mred\u001b[0m \\x1b]0;title\\x07");
});

it("follows a log across a cut, without a gap or a repetition, to the run's end", async () => {
  const { id, complete } = await runWithLog("followed", ["one", "two"]);
  const asked: (string | null)[] = [];
  const fetchWithCut: typeof fetch = async (url, init) => {
    const answer = await serve(url, init);
    asked.push(new Headers(init?.headers).get("last-event-id"));
    return asked.length === 1 ? cutAfter(answer, '"two"') : answer;
  };
  const wait = async () => {
    await writeLogs(api.platform, [
      { runId: id, attempt: 1, seq: 3, stream: "stdout", text: "three" },
    ]);
    await complete();
  };
  const env = { PUNCTUAL_TOKEN: token };
  const followed = await runCli(["runs", "logs", id, "--follow"], {
    fetch: fetchWithCut,
    env,
    wait,
  });
  expect(followed.code).toBe(0);
  expect(followed.out.match(/\w+$/gm)).toEqual(["one", "two", "three"]);
  expect(followed.err).toBe("The connection was cut; asking again …\nThe run is completed.\n");
  expect(asked).toEqual([null, "2"]);
});

it("follows events across a cut, those of the time between too", async () => {
  const seen: string[] = [];
  const fetchWithCut: typeof fetch = async (url, init) => {
    seen.push(new Headers(init?.headers).get("last-event-id") ?? "");
    if (seen.length === 3)
      return Response.json({ code: "forbidden", detail: "no" }, { status: 403 });
    const answer = await serve(url, init);
    if (seen.length === 1) await makeJob("before-the-cut");
    const key = seen.length === 1 ? "job.created" : "job.terminated";
    return cutAfter(answer, key);
  };
  const wait = async () => {
    const { status } = await api.call("DELETE", "/api/v1/jobs/before-the-cut", { token });
    expect([204, 404]).toContain(status);
  };
  const line = ["events", "--follow", "--json", "--topics", "jobs"];
  const env = { PUNCTUAL_TOKEN: token };
  const followed = await runCli(line, { fetch: fetchWithCut, env, wait });
  const events = followed.out
    .trim()
    .split("\n")
    .map((text) => JSON.parse(text));
  expect(events.map((event) => event.type)).toEqual(["job.created", "job.terminated"]);
  expect(seen).toEqual(["", String(events[0].seq), String(events[1].seq)]);
  expect(followed.code).toBe(1);
});

/** The answer, broken off as by a lost connection once `text` has come. */
function cutAfter(answer: Response, text: string): Response {
  let come = "";
  const decoder = new TextDecoder();
  const reader = answer.body?.getReader();
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      if (come.includes(text)) return controller.error(new TypeError("terminated"));
      const next = await reader?.read();
      if (next?.value === undefined) return controller.close();
      come += decoder.decode(next.value, { stream: true });
      controller.enqueue(next.value);
    },
    cancel: async () => reader?.cancel(),
  });
  return new Response(body, answer);
}

it("simulates a schedule, and tells what an edit changes", async () => {
  const range = ["--from", "2026-03-27T00:00:00Z", "--to", "2026-03-30T00:00:00Z"];
  const line = ["simulate", "--cron", "30 2 * * *", "--timezone", "Europe/Berlin", ...range];
  const alone = await cli(line);
  expect(alone.out).toContain("3 slots, 3 to run");
  expect(alone.out).toContain("2026-03-29 03:00:00 +02:00");
  expect(alone.out).toContain("The clocks change next at 2026-03-29T01:00:00.000Z");

  await makeJob("simulated");
  const schedule = { kind: "cron", expression: "0 2 * * *", timeZone: "Europe/Berlin" };
  const file = JSON.stringify({ name: "From a file", schedule });
  const changed = await api.call("PATCH", "/api/v1/jobs/simulated", { token, body: { schedule } });
  expect(changed.status).toBe(200);
  const compared = await cli([...line, "--compare", "simulated"]);
  expect(compared.out).toContain("This moves 2 runs in the 3 days from 2026-03-27.");
  expect(compared.out).toContain("~ 2026-03-28 02:00:00 +01:00 → 2026-03-28 02:30:00 +01:00");
  const same = await cli(
    ["simulate", "--file", "-", ...range, "--compare", "simulated", "--json"],
    {
      input: file,
    },
  );
  expect(JSON.parse(same.out).difference).toMatchObject({ added: 0, removed: 0, unchanged: 3 });
  expect((await cli(["simulate"])).code).toBe(2);
});

it("makes a calendar of a file, uses it in a job, exports it, and deletes it when nobody does", async () => {
  const file = new URL("../support/ics/netherlands-2026-2027.ics", import.meta.url).pathname;
  const look = await cli(["calendars", "create", "--file", file, "--dry-run"]);
  expect(look.out).toContain("27 April 2026: King's Birthday");
  expect(look.err).toContain("One event is cancelled and was left out.");
  expect((await cli(["calendars", "list"])).err).toContain("No calendars.");
  const made = await cli(["calendars", "create", "--file", file, "--slug", "holidays"]);
  expect(made.code).toBe(0);
  expect(made.out).toMatch(/^Slug\s+holidays$/m);
  const job = await cli(
    "jobs create --name Dutch --template http-request --param url=http://x.example --cron"
      .split(" ")
      .concat("0 2 * * *", "--calendar", "holidays", "--on-excluded", "move"),
  );
  expect(job.code).toBe(0);
  expect((await cli(["calendars", "show", "holidays"])).out).toMatch(/^Jobs\s+dutch$/m);
  const refused = await cli(["calendars", "delete", "holidays"]);
  expect([refused.code, refused.err]).toEqual([1, expect.stringContaining("dutch")]);
  const { out: exported } = await cli(["calendars", "export", "holidays"]);
  expect(exported).toMatch(/^BEGIN:VCALENDAR\r\n/);
  const again = await cli(["calendars", "import", "holidays", "--file", "-"], { input: exported });
  expect(again.out).toMatch(/^Version\s+1$/m);
  await cli(["jobs", "delete", "dutch"]);
  expect((await cli(["calendars", "delete", "holidays"])).code).toBe(0);
  expect((await cli(["calendars", "export", "holidays"])).code).toBe(1);
  const broken = await cli(["calendars", "create", "--file", "-"], { input: "hello" });
  expect(broken.code).toBe(2);
});

it("makes a feed, shows its address once and ends it", async () => {
  const made = await cli(["feeds", "create", "--name", "All of it"]);
  expect(made.out).toMatch(/^http:\/\/punctual\.test\/api\/v1\/feeds\/[\w-]{43}\.ics\n$/);
  const read = await api.call("GET", new URL(made.out.trim()).pathname);
  expect(read.body).toMatch(/^BEGIN:VCALENDAR/);
  const listed = JSON.parse((await cli(["feeds", "list", "--json"])).out);
  expect(listed.data).toHaveLength(1);
  expect((await cli(["feeds", "delete", listed.data[0].id])).code).toBe(0);
  expect((await api.call("GET", new URL(made.out.trim()).pathname)).status).toBe(404);
});

it("keeps a secret from standard input, says who uses it, and never shows it", async () => {
  const set = await cli(["secrets", "set", "BILLING_KEY"], { input: "s3cr3t value\n" });
  expect([set.code, set.out]).toEqual([0, "BILLING_KEY is kept, version 1.\n"]);
  await cli(["secrets", "set", "BILLING_KEY"], { input: "another value" });
  expect((await cli(["secrets", "set", "EMPTY"], { input: "\n" })).code).toBe(2);
  expect((await cli(["secrets", "set", "BILLING_KEY", "in an argument"])).code).toBe(2);
  const listed = await cli(["secrets", "list"]);
  expect(listed.out).toMatch(/^BILLING_KEY +2 .*never$/m);
  expect((await cli(["secrets", "usage", "BILLING_KEY"])).out).toBe("Nothing names it.\n");
  await cli([
    ..."jobs create --name Bills --template http-request --manual".split(" "),
    ...["--param", "url=http://x.example/?key={{ secrets.BILLING_KEY }}"],
  ]);
  expect((await cli(["secrets", "usage", "BILLING_KEY"])).out).toBe("jobs bills\n");
  const deleted = await cli(["secrets", "delete", "BILLING_KEY"]);
  expect(deleted.err).toContain("Runs of these fail until it is set again: jobs bills");
  expect((await cli(["secrets", "list"])).err).toContain("No secrets.");
});
