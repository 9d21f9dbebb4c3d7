import { describe, expect, it } from "vitest";
import { rowsOf, sqlTag as sql } from "../../db/sql.ts";
import { newSecretKey, parseSecretKey } from "../../lib/platform/keyring.ts";
import { openSecretReader, SecretUnreadable } from "../../lib/services/secrets/reader.ts";
import { rekeyAllSecrets } from "../../lib/services/secrets/rekey.ts";
import { createTestDatabase } from "../support/database.ts";
import { startRest } from "../support/rest.ts";

const database = await createTestDatabase();
const api = await startRest(database);
const { db } = api.platform;

function keyring(...texts: string[]) {
  return texts.map((text) => {
    const key = parseSecretKey(text);
    if (key === null) throw new Error(`not a key: ${text}`);
    return key;
  });
}

async function kept(name: string) {
  const [row] = await rowsOf<Record<string, string>>(
    db,
    sql`select s.*, s.xmin::text from secrets s where name = ${name}`,
  );
  return row;
}

async function projectId(): Promise<string> {
  const { body } = await api.call("GET /me");
  return body.projects[0].id;
}

describe("secrets over the API", () => {
  it("are written, listed by name, replaced and deleted, and never answered", async () => {
    const value = 'top "secret" value';
    const made = await api.call("POST /secrets", { body: { name: "API_KEY", value } });
    expect(made.status).toBe(201);
    expect(made.headers.get("location")).toBe("/api/v1/secrets/API_KEY");
    expect(made.body).toEqual({
      id: expect.any(String),
      project: "default",
      name: "API_KEY",
      version: 1,
      createdBy: { id: expect.any(String), name: expect.any(String) },
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
      lastUsedAt: null,
    });
    const replaced = await api.call("PUT /secrets/API_KEY", { body: { value: "another" } });
    expect([replaced.status, replaced.body.version]).toEqual([200, 2]);
    const put = await api.call("PUT /secrets/second", { body: { value: "x" } });
    expect([put.status, put.body.version]).toEqual([201, 1]);
    const listed = await api.call("GET /secrets?q=api");
    expect(listed.body).toEqual({ data: [replaced.body], nextCursor: null });
    expect((await api.call("GET /secrets")).body.data).toHaveLength(2);
    expect((await api.call("DELETE /secrets/second")).status).toBe(204);
    expect((await api.call("DELETE /secrets/second")).status).toBe(404);
    expect((await api.call("GET /secrets/API_KEY")).status).toBe(405);
  });

  it("are refused where name or value cannot be one", async () => {
    const refused = async (body: object) => {
      const answer = await api.call("POST /secrets", { body });
      return [
        answer.status,
        ...(answer.body.errors ?? []).map((e: { pointer: string }) => e.pointer),
      ];
    };
    expect(await refused({ name: "1A", value: "" })).toEqual([422, "/name", "/value"]);
    expect(await refused({ name: "a-b", value: "x", more: 1 })).toEqual([422, "/name", "/more"]);
    expect(await refused({ name: "A".repeat(65), value: "ü".repeat(16_385) })).toEqual([
      422,
      "/name",
      "/value",
    ]);
    expect(await refused({ name: "API_KEY", value: "x" })).toEqual([409, "/name"]);
    const put = await api.call("PUT /secrets/a-b", { body: { value: "x" } });
    expect([put.status, put.body.errors[0].pointer]).toEqual([422, "/name"]);
    const large = { name: "LARGE", value: "ü".repeat(16_384) };
    expect((await api.call("POST /secrets", { body: large })).status).toBe(201);
  });

  it("ask for the scopes of jobs", async () => {
    const reader = await api.tokenWith(["jobs:read"]);
    expect((await api.call("GET /secrets", { token: reader })).status).toBe(200);
    const body = { name: "NO", value: "no" };
    expect((await api.call("POST /secrets", { token: reader, body })).status).toBe(403);
    expect((await api.call("DELETE /secrets/API_KEY", { token: reader })).status).toBe(403);
    expect(
      (await api.call("GET /secrets", { token: await api.tokenWith(["runs:read"]) })).status,
    ).toBe(403);
  });

  it("leave an audit without values", async () => {
    const rows = await rowsOf<{ action: string; line: string }>(
      db,
      sql`select action, a::text as line from audit a where object_kind = 'secret' order by seq`,
    );
    expect(rows.slice(0, 4).map((row) => row.action)).toEqual([
      "secret.created",
      "secret.replaced",
      "secret.created",
      "secret.deleted",
    ]);
    expect(rows.map((row) => row.line).join()).not.toMatch(/top|another/);
  });

  it("say who names them", async () => {
    const template = {
      slug: "uses",
      name: "Uses",
      executor: "http",
      parameters: {
        type: "object",
        properties: { key: { type: "string", format: "secret" }, note: { type: "string" } },
      },
      config: {
        method: "GET",
        url: "http://x.example/{{ params.key }}",
        headers: { a: "{{ secrets.LARGE }}" },
      },
    };
    expect((await api.call("POST /templates", { body: template })).status).toBe(201);
    const job = (name: string, slug: string, params: object) =>
      api.call("POST /jobs", {
        body: { name, template: slug, params, schedule: { kind: "manual" } },
      });
    const url = "http://x.example/";
    await job("Reference", "uses", { key: "API_KEY" });
    await job("Only a text", "uses", { key: "OTHER", note: "API_KEY and {{ secrets.API_KEY }}" });
    await job("Placeholder", "http-request", {
      url,
      headers: { a: "Bearer {{ secrets.API_KEY }}" },
    });
    const usage = (await api.call("GET /secrets/API_KEY/usage")).body;
    expect(usage.templates).toEqual([]);
    expect(usage.jobs.map((each: { name: string }) => each.name)).toEqual([
      "Placeholder",
      "Reference",
    ]);
    const large = (await api.call("GET /secrets/LARGE/usage")).body;
    expect(large).toEqual({
      templates: [{ id: expect.any(String), slug: "uses", name: "Uses" }],
      jobs: [],
    });
    expect((await api.call("GET /secrets/NOBODY/usage")).status).toBe(404);
  });

  it("are covered in what render shows", async () => {
    const body = { params: { key: "API_KEY" } };
    const shown = await api.call("POST /templates/uses/render", { body });
    expect(shown.body.config).toMatchObject({ url: "http://x.example/***", headers: { a: "***" } });
  });
});

describe("kept secrets", () => {
  it("are ciphertext, bound to their row", async () => {
    const row = await kept("API_KEY");
    expect(JSON.stringify(row)).not.toMatch(/another/);
    const reader = openSecretReader(db, api.platform.config.secretsKeys);
    const project = await projectId();
    expect((await reader.read(project, ["API_KEY"])).values).toEqual(
      new Map([["API_KEY", "another"]]),
    );
    await db.execute(sql`
      update secrets s set nonce = o.nonce, ciphertext = o.ciphertext from secrets o
      where s.name = 'API_KEY' and o.name = 'LARGE'`);
    const fresh = openSecretReader(db, api.platform.config.secretsKeys);
    await expect(fresh.read(project, ["API_KEY"])).rejects.toThrow(SecretUnreadable);
    await api.call("PUT /secrets/API_KEY", { body: { value: "again" } });
    expect((await reader.read(project, ["API_KEY"])).values.get("API_KEY")).toBe("again");
  });

  it("are read for many runs at once, each with its own", async () => {
    const reader = openSecretReader(db, api.platform.config.secretsKeys);
    const project = await projectId();
    const [one, both, none, foreign] = await Promise.all([
      reader.read(project, ["API_KEY"]),
      reader.read(project, ["API_KEY", "LARGE"]),
      reader.read(project, ["NOBODY"]),
      reader.read("00000000-0000-7000-8000-000000000000", ["API_KEY"]),
    ]);
    expect([one, both, none, foreign].map(({ values }) => values.size)).toEqual([1, 2, 0, 0]);
    expect(reader.hide("say again")).toBe("say ***");
    expect((await api.call("GET /secrets?q=API_KEY")).body.data[0].lastUsedAt).not.toBeNull();
  });

  it("come under the first key when the keys change, values and versions as they were", async () => {
    const [old, next] = [`tests:${Buffer.alloc(32, 7).toString("base64")}`, newSecretKey("next")];
    const before = await kept("API_KEY");
    expect(await rekeyAllSecrets({ db }, keyring(old))).toEqual({ moved: 0, unreadable: [] });
    expect(await rekeyAllSecrets({ db }, keyring(next))).toMatchObject({
      moved: 0,
      unreadable: [expect.any(String), expect.any(String)],
    });
    expect(await rekeyAllSecrets({ db }, keyring(next, old))).toEqual({ moved: 2, unreadable: [] });
    const after = await kept("API_KEY");
    expect([before?.["key_id"], after?.["key_id"]]).toEqual(["tests", "next"]);
    expect(after?.["version"]).toBe(before?.["version"]);
    const read = (ring: ReturnType<typeof keyring>, project: string) =>
      openSecretReader(db, ring).read(project, ["API_KEY"]);
    const project = await projectId();
    expect((await read(keyring(next), project)).values.get("API_KEY")).toBe("again");
    await expect(read(keyring(old), project)).rejects.toThrow(/kept under the key next/);
  });
});
