import { expect, it } from "vitest";
import { createTestApi } from "../support/api.ts";
import { createTestDatabase } from "../support/database.ts";

const database = await createTestDatabase();
const { call, login, member } = await createTestApi(database);
const admin = await login();
const [ada, bob] = [await member("ada"), await member("bob")];

const post = (path: string, token: string, body: unknown) =>
  call("POST", `/api/v1${path}`, { token, body });
const patch = (path: string, token: string, body: unknown) =>
  call("PATCH", `/api/v1${path}`, { token, body });
const template = (slug: string) => ({
  slug,
  name: slug,
  executor: "http",
  config: { method: "GET", url: "https://example.com" },
});
const job = (name: string) => ({ name, template: "pinger", schedule: { kind: "manual" } });

it("is shared by administrators alone", async () => {
  expect((await post("/templates", ada.token, { ...template("mine"), shared: true })).status).toBe(
    403,
  );
  const made = await post("/templates", ada.token, template("mine"));
  expect(made).toMatchObject({ status: 201, body: { shared: false, project: "ada" } });
  const path = `/templates/${made.body.id}`;
  expect((await patch(path, ada.token, { shared: true })).status).toBe(403);
  expect((await patch(path, ada.token, { shared: false, name: "Mine" })).status).toBe(200);
  expect((await call("GET", `/api/v1${path}`, { token: bob.token })).status).toBe(404);
});

it("is read and used in other projects, and changed in its own only", async () => {
  const made = await post("/templates", admin, { ...template("pinger"), shared: true });
  expect(made).toMatchObject({ status: 201, body: { shared: true, project: "default" } });
  const { id } = made.body;
  for (const reference of [id, "pinger"])
    expect(await call("GET", `/api/v1/templates/${reference}`, { token: bob.token })).toMatchObject(
      {
        status: 200,
        body: { id, shared: true },
      },
    );
  const listed = await call("GET", "/api/v1/templates", { token: bob.token });
  expect(listed.body.data.map((one: { slug: string }) => one.slug)).toContain("pinger");
  const used = await post("/jobs", bob.token, job("Bob's own"));
  expect(used).toMatchObject({ status: 201, body: { project: "bob", template: "pinger" } });
  for (const reference of [id, "pinger"]) {
    const path = `/api/v1/templates/${reference}`;
    expect((await patch(`/templates/${reference}`, bob.token, { name: "His" })).status).toBe(404);
    expect((await call("DELETE", path, { token: bob.token })).status).toBe(404);
  }
});

it("tells nobody the names of other projects' jobs", async () => {
  await post("/jobs", admin, job("Of the house"));
  const dry = await patch("/templates/pinger?dryRun=true", admin, { name: "Other" });
  expect(dry.body.impact.jobs.map((one: { name: string }) => one.name)).toEqual(["Of the house"]);
  const kept = await call("DELETE", "/api/v1/templates/pinger", { token: admin });
  expect(kept.status).toBe(409);
  expect(kept.body.detail).toContain("Of the house, others");
  expect(kept.body.detail).not.toContain("Bob");
});

it("stays shared while jobs of others use it, and gives way to one's own of that slug", async () => {
  expect((await patch("/templates/pinger", admin, { shared: false })).status).toBe(409);
  const own = await post("/templates", ada.token, template("pinger"));
  expect(own.status).toBe(201);
  const read = await call("GET", "/api/v1/templates/pinger", { token: ada.token });
  expect(read.body).toMatchObject({ id: own.body.id, project: "ada" });
  const second = await patch(`/templates/${own.body.id}`, admin, { shared: true });
  expect(second).toMatchObject({ status: 409, body: { code: "conflict" } });
  const jobs = await call("GET", "/api/v1/jobs", { token: bob.token });
  await call("DELETE", `/api/v1/jobs/${jobs.body.data[0].id}`, { token: bob.token });
  const taken = await patch("/templates/pinger?project=default", admin, { shared: false });
  expect(taken).toMatchObject({ status: 200, body: { shared: false, version: 1 } });
  expect((await post("/jobs", bob.token, job("Too late"))).status).toBe(422);
});
