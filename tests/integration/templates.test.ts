import { describe, expect, it } from "vitest";
import { moveFollowers } from "../../db/queries/jobs.ts";
import { insertTemplateVersion } from "../../db/queries/template-versions.ts";
import { advanceTemplate, lockTemplate } from "../../db/queries/templates.ts";
import { newId } from "../../lib/platform/ids.ts";
import { createTestClock } from "../support/clock.ts";
import { createTestDatabase } from "../support/database.ts";
import { someoneWaits } from "../support/locks.ts";
import { startRest } from "../support/rest.ts";

const database = await createTestDatabase();
const clock = await createTestClock(database, "2026-03-02T08:00:00Z");
const api = await startRest(database);

const REPORT = {
  name: "Nightly report",
  executor: "http",
  parameters: {
    type: "object",
    required: ["region"],
    properties: {
      region: { type: "string", enum: ["eu", "us"], title: "Region" },
      limit: { type: "integer", minimum: 1, maximum: 1000, default: 100 },
    },
    additionalProperties: false,
  },
  config: {
    method: "POST",
    url: "https://reports.example/{{ params.region }}",
    headers: { "x-day": "{{ scheduledFor | date }}" },
    body: { limit: "{{ params.limit }}" },
  },
  policies: { timeoutSeconds: 30 },
};

async function makeTemplate(slug: string, more: object = {}) {
  const made = await api.call("POST /templates", { body: { ...REPORT, slug, ...more } });
  expect(made.status).toBe(201);
  return made.body;
}

async function makeJob(template: string, more: object = {}) {
  const schedule = { kind: "manual" };
  const body = {
    name: `Job of ${template}`,
    template,
    params: { region: "eu" },
    schedule,
    ...more,
  };
  const made = await api.call("POST /jobs", { body });
  expect(made.status).toBe(201);
  return made.body;
}

const pointers = (body: { errors?: { pointer: string }[] }) =>
  (body.errors ?? []).map((error) => error.pointer);

describe("templates", () => {
  it("are made in version 1 with an ETag, and found by id and slug", async () => {
    const made = await api.call("POST /templates", { body: { ...REPORT, slug: "made" } });
    expect(made.status).toBe(201);
    expect(made.headers.get("etag")).toBe('"1"');
    expect(made.headers.get("location")).toBe(`/api/v1/templates/${made.body.id}`);
    expect(made.body).toMatchObject({
      slug: "made",
      project: "default",
      version: 1,
      latestVersion: 1,
      builtIn: false,
      parameters: REPORT.parameters,
      config: REPORT.config,
      policies: REPORT.policies,
      archivedAt: null,
    });
    for (const name of [made.body.id, "made"]) {
      const read = await api.call(`GET /templates/${name}`);
      expect(read.body).toEqual(made.body);
    }
  });

  it("refuse a taken slug, also that of a built-in one", async () => {
    await makeTemplate("taken");
    for (const slug of ["taken", "http-request"]) {
      const refused = await api.call("POST /templates", { body: { ...REPORT, slug } });
      expect(refused.status).toBe(409);
      expect(pointers(refused.body)).toEqual(["/slug"]);
    }
  });

  it("tell everything that is wrong at once, each fault at its pointer, and write nothing", async () => {
    const refused = await api.call("POST /templates", {
      body: {
        ...REPORT,
        slug: "faulty",
        config: {
          ...REPORT.config,
          method: 5,
          url: "https://x/{{ params.nowhere }}",
          color: "red",
        },
        policies: { misfire: { windowSeconds: 5, graceSeconds: 60 } },
      },
    });
    expect(refused.status).toBe(422);
    expect(pointers(refused.body)).toEqual(
      expect.arrayContaining([
        "/config/method",
        "/config/url",
        "/config/color",
        "/policies/misfire/windowSeconds",
      ]),
    );
    const broken = await api.call("POST /templates", {
      body: {
        ...REPORT,
        slug: "faulty",
        parameters: { type: "object", properties: { a: { $ref: "#" } } },
      },
    });
    expect(broken.status).toBe(422);
    expect(pointers(broken.body)).toContain("/parameters/properties/a/$ref");
    expect((await api.call("GET /templates/faulty")).status).toBe(404);
  });

  it("change by new versions that leave the old ones as they were", async () => {
    const made = await makeTemplate("versions");
    const changed = await api.call("PATCH /templates/versions", {
      body: {
        name: "Nightly, better",
        config: { headers: null, method: "PUT" },
        comment: "PUT is idempotent",
      },
    });
    expect(changed.status).toBe(200);
    expect(changed.headers.get("etag")).toBe('"2"');
    expect(changed.body.config).toEqual({
      method: "PUT",
      url: REPORT.config.url,
      body: REPORT.config.body,
    });
    expect(changed.body.comment).toBe("PUT is idempotent");
    const first = await api.call("GET /templates/versions?version=1");
    expect(first.body.config).toEqual(made.config);
    expect(first.body).toMatchObject({ version: 1, latestVersion: 2, name: "Nightly report" });
    const history = await api.call("GET /templates/versions/versions");
    expect(history.body.data.map((one: { version: number }) => one.version)).toEqual([2, 1]);
    expect((await api.call("GET /templates/versions?version=3")).status).toBe(404);
  });

  it("make no version of a patch that changes nothing", async () => {
    await makeTemplate("same");
    const same = await api.call("PATCH /templates/same", {
      body: { name: REPORT.name, config: { method: "POST" } },
    });
    expect(same.status).toBe(200);
    expect(same.body.version).toBe(1);
  });

  it("honour If-Match", async () => {
    await makeTemplate("guarded");
    const patch = (tag: string) =>
      api.call("PATCH /templates/guarded", {
        body: { name: `After ${tag}` },
        headers: { "if-match": tag },
      });
    expect((await patch('"1"')).status).toBe(200);
    const stale = await patch('"1"');
    expect(stale.status).toBe(412);
    expect(stale.body.code).toBe("stale");
    expect(
      (await api.call("DELETE /templates/guarded", { headers: { "if-match": '"1"' } })).status,
    ).toBe(412);
  });

  it("move the jobs that follow and leave pinned ones, and say with dryRun whom a change breaks", async () => {
    await makeTemplate("followed");
    const following = await makeJob("followed");
    const pinned = await makeJob("followed", { templateVersion: 1 });
    const body = {
      parameters: { required: ["region", "day"], properties: { day: { type: "string" } } },
    };
    const dry = await api.call("PATCH /templates/followed?dryRun=true", { body });
    expect(dry.status).toBe(200);
    expect(dry.body.impact.jobs).toEqual([
      {
        id: following.id,
        name: following.name,
        errors: [{ pointer: "/params/day", message: expect.any(String) }],
      },
    ]);
    expect((await api.call("GET /templates/followed")).body.version).toBe(1);

    const real = await api.call("PATCH /templates/followed", { body });
    expect(real.body.version).toBe(2);
    const now = await api.call(`GET /jobs/${following.id}`);
    expect(now.body).toMatchObject({
      templateVersion: null,
      resolvedTemplateVersion: 2,
      version: 1,
    });
    const still = await api.call(`GET /jobs/${pinned.id}`);
    expect(still.body).toMatchObject({ templateVersion: 1, resolvedTemplateVersion: 1 });
  });

  it("take every job along that begins to follow, or is changed, while a version is made", async () => {
    await makeTemplate("busy");
    const first = await makeJob("busy");
    const calls = [1, 2, 3, 4, 5, 6].flatMap((at) => [
      api.call("PATCH /templates/busy", { body: { name: `Busy ${at}` } }),
      api.call("POST /jobs", {
        body: {
          name: `Follower ${at}`,
          template: "busy",
          params: { region: "us" },
          schedule: { kind: "manual" },
        },
      }),
      api.call(`PATCH /jobs/${first.id}`, {
        body: { name: `Changed ${at}`, templateVersion: at % 2 === 0 ? null : 1 },
      }),
    ]);
    const answers = await Promise.all(calls);
    expect(answers.map((answer) => answer.status)).toEqual(
      answers.map((_, at) => (at % 3 === 1 ? 201 : 200)),
    );
    const latest = (await api.call("GET /templates/busy")).body.version;
    expect(latest).toBe(7);
    const jobs = (await api.call("GET /jobs?template=busy&q=follower")).body.data;
    expect(
      jobs.map((job: { resolvedTemplateVersion: number }) => job.resolvedTemplateVersion),
    ).toEqual([1, 2, 3, 4, 5, 6].map(() => latest));
  });

  it("let nobody begin to follow a version that is being replaced", async () => {
    const made = await makeTemplate("replaced");
    const [first] = await api.platform.db.transaction(async (tx) => {
      await lockTemplate(tx, made.id);
      const versionId = newId();
      const { name, description, parameters, config, policies } = made;
      const said = {
        name,
        description,
        parameters,
        config,
        policies,
        comment: null,
        createdBy: null,
      };
      await insertTemplateVersion(tx, { ...said, id: versionId, templateId: made.id, version: 2 });
      await advanceTemplate(tx, made.id, { version: 2, name });
      await moveFollowers(tx, made.id, versionId);
      const job = makeJob("replaced");
      await Promise.race([job, someoneWaits(api.platform.db)]);
      return [job];
    });
    expect((await first).resolvedTemplateVersion).toBe(2);
  });

  it("are archived only when no job follows them, and free their slug", async () => {
    const made = await makeTemplate("old");
    const job = await makeJob("old");
    const refused = await api.call("DELETE /templates/old");
    expect(refused.status).toBe(409);
    expect(refused.body.detail).toContain(job.name);
    expect((await api.call(`DELETE /jobs/${job.id}`)).status).toBe(204);
    expect((await api.call("DELETE /templates/old")).status).toBe(204);
    expect((await api.call("GET /templates/old")).status).toBe(404);
    expect((await api.call(`GET /templates/${made.id}`)).body.archivedAt).toBe(
      (await clock.now()).toISOString(),
    );
    expect((await api.call(`PATCH /templates/${made.id}`, { body: { name: "No" } })).status).toBe(
      409,
    );
    const schedule = { kind: "manual" };
    const late = await api.call("POST /jobs", {
      body: { name: "Late", template: made.id, params: { region: "eu" }, schedule },
    });
    expect(late.status).toBe(422);
    expect(pointers(late.body)).toEqual(["/template"]);
    await makeTemplate("old");
  });

  it("that are built in stay as they are", async () => {
    const read = await api.call("GET /templates/http-request");
    expect(read.body).toMatchObject({ builtIn: true, project: null });
    expect(
      (await api.call("PATCH /templates/http-request", { body: { name: "Mine" } })).status,
    ).toBe(403);
    expect((await api.call("DELETE /templates/http-request")).status).toBe(403);
  });

  it("are listed newest first, page by page, with every template once", async () => {
    for (const at of [1, 2, 3]) {
      await clock.advance(1000);
      await makeTemplate(`listed-${at}`);
    }
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await api.call(
        `GET /templates?limit=2${cursor === null ? "" : `&cursor=${cursor}`}`,
      );
      expect(page.status).toBe(200);
      seen.push(...page.body.data.map((one: { slug: string }) => one.slug));
      cursor = page.body.nextCursor;
    } while (cursor !== null);
    expect(seen.slice(0, 3)).toEqual(["listed-3", "listed-2", "listed-1"]);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(expect.arrayContaining(["http-request", "send-email"]));
    const some = await api.call("GET /templates?executor=http&q=LISTED-");
    expect(some.body.data).toHaveLength(3);
    const wild = await api.call("GET /templates?q=%25");
    expect(wild.body.data).toEqual([]);
    const bad = await api.call("GET /templates?cursor=bm9uc2Vuc2U");
    expect(bad.status).toBe(422);
    expect(pointers(bad.body)).toEqual(["/query/cursor"]);
  });

  it("render what would be executed, with types kept and values encoded", async () => {
    await makeTemplate("rendered", {
      config: { ...REPORT.config, body: { limit: "{{ params.limit }}" } },
    });
    const rendered = await api.call("POST /templates/rendered/render", {
      body: { params: { region: "eu" } },
    });
    expect(rendered.status).toBe(200);
    expect(rendered.body).toMatchObject({
      valid: true,
      errors: [],
      config: {
        url: "https://reports.example/eu",
        headers: { "x-day": (await clock.now()).toISOString().slice(0, 10) },
        body: { limit: 100 },
      },
    });
    const wrong = await api.call("POST /templates/rendered/render", {
      body: { params: { region: "mars" } },
    });
    expect(wrong.body).toMatchObject({ valid: false, config: null });
    expect(pointers(wrong.body)).toEqual(["/params/region"]);
  });

  it("need the scopes they name", async () => {
    const reader = await api.tokenWith(["templates:read"]);
    expect((await api.call("GET /templates", { token: reader })).status).toBe(200);
    const refused = await api.call("POST /templates", {
      token: reader,
      body: { ...REPORT, slug: "no" },
    });
    expect(refused.status).toBe(403);
    expect(refused.body.missingScopes).toEqual(["templates:write"]);
    expect((await api.call("GET /templates", { token: null })).status).toBe(401);
  });
});
