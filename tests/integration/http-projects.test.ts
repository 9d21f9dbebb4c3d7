import { describe, expect, it } from "vitest";
import { createTestApi } from "../support/api.ts";
import { createTestDatabase } from "../support/database.ts";

const database = await createTestDatabase();
const { call, login, member } = await createTestApi(database);
const admin = await login();
const made = await call("POST", "/api/v1/projects", { token: admin, body: { slug: "apollo" } });
const ada = await member("ada");
const eve = await member("eve");

const put = (token: string, userId: string, role: string) =>
  call("PUT", `/api/v1/projects/apollo/members/${userId}`, { token, body: { role } });

describe("projects", () => {
  it("are made by administrators, with a slug of their own", async () => {
    expect(made).toMatchObject({
      status: 201,
      body: { slug: "apollo", name: "apollo", role: "owner" },
    });
    const again = await call("POST", "/api/v1/projects", {
      token: admin,
      body: { slug: "apollo" },
    });
    expect(again).toMatchObject({ status: 409, body: { code: "conflict" } });
  });

  it("do not exist for those who are no members", async () => {
    for (const path of ["", "/members", "/signing-secret", `/members/${ada.id}`]) {
      const answer = await call("GET", `/api/v1/projects/apollo${path}`, { token: eve.token });
      expect(answer).toMatchObject({ status: 404, body: { code: "not_found" } });
    }
    expect((await put(eve.token, eve.id, "owner")).status).toBe(404);
    const listed = await call("GET", "/api/v1/projects", { token: eve.token });
    expect(listed.body.data.map((row: { slug: string }) => row.slug)).toEqual(["eve"]);
  });

  it("give each role what it may do", async () => {
    expect((await put(admin, ada.id, "viewer")).status).toBe(200);
    const read = await call("GET", `/api/v1/projects/${made.body.id}`, { token: ada.token });
    expect(read).toMatchObject({ status: 200, body: { role: "viewer" } });
    expect((await put(ada.token, eve.id, "viewer")).status).toBe(403);
    const secret = () =>
      call("GET", "/api/v1/projects/apollo/signing-secret", { token: ada.token });
    expect((await secret()).status).toBe(403);
    await put(admin, ada.id, "owner");
    expect((await secret()).body.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect((await put(ada.token, eve.id, "operator")).status).toBe(200);
    const renamed = await call("PATCH", "/api/v1/projects/apollo", {
      token: ada.token,
      body: { name: "Apollo 11" },
    });
    expect(renamed).toMatchObject({ status: 200, body: { name: "Apollo 11", slug: "apollo" } });
    const removed = await call("DELETE", `/api/v1/projects/apollo/members/${eve.id}`, {
      token: ada.token,
    });
    expect(removed.status).toBe(204);
    expect((await call("GET", "/api/v1/projects/apollo", { token: eve.token })).status).toBe(404);
  });

  it("bound a token that is limited to one, also an administrator's", async () => {
    const limited = await call("POST", "/api/v1/tokens", {
      token: admin,
      body: { name: "apollo only", scopes: ["admin"], project: "apollo" },
    });
    const token = limited.body.token;
    expect(limited.body.project).toBe("apollo");
    const listed = await call("GET", "/api/v1/projects", { token });
    expect(listed.body.data.map((row: { slug: string }) => row.slug)).toEqual(["apollo"]);
    expect((await call("GET", "/api/v1/projects/default", { token })).status).toBe(404);
    expect((await call("GET", "/api/v1/users", { token })).status).toBe(403);
    const wider = { name: "wider", scopes: ["admin"], project: "default" };
    expect((await call("POST", "/api/v1/tokens", { token, body: wider })).status).toBe(404);
    const same = await call("POST", "/api/v1/tokens", {
      token,
      body: { name: "n", scopes: ["admin"] },
    });
    expect(same.body.project).toBe("apollo");
  });

  it("let owners see and end the tokens limited to them, and nobody else", async () => {
    const hers = await call("POST", "/api/v1/tokens", {
      token: admin,
      body: { name: "seen", scopes: ["jobs:read"], project: "apollo" },
    });
    const path = `/api/v1/tokens/${hers.body.id}`;
    const seen = await call("GET", "/api/v1/tokens?project=apollo", { token: ada.token });
    expect(seen.body.data.map((row: { id: string }) => row.id)).toContain(hers.body.id);
    expect((await call("GET", "/api/v1/tokens?project=apollo", { token: eve.token })).status).toBe(
      404,
    );
    expect((await call("DELETE", path, { token: eve.token })).status).toBe(404);
    expect((await call("DELETE", path, { token: ada.token })).status).toBe(204);
  });

  it("let a token do what its scopes, its project and its owner's present role all allow", async () => {
    const { id, token: session } = await member("mabel");
    await put(admin, id, "editor");
    const tokenOf = async (scopes: string[]) =>
      (
        await call("POST", "/api/v1/tokens", {
          token: session,
          body: { name: scopes.join(), scopes, project: "apollo" },
        })
      ).body.token;
    const [reader, writer] = [await tokenOf(["jobs:read"]), await tokenOf(["jobs:write"])];
    const make = async (token: string, project?: string) => {
      const body = {
        name: "Made",
        template: "http-request",
        params: { url: "https://example.com" },
        schedule: { kind: "manual" },
        ...(project === undefined ? {} : { project }),
      };
      return (await call("POST", "/api/v1/jobs", { token, body })).status;
    };
    expect([await make(reader), await make(writer), await make(writer, "mabel")]).toEqual([
      403, 201, 404,
    ]);
    await put(admin, id, "viewer");
    expect([
      await make(writer),
      (await call("GET", "/api/v1/jobs", { token: reader })).status,
    ]).toEqual([403, 200]);
    await call("DELETE", `/api/v1/projects/apollo/members/${id}`, { token: admin });
    expect((await call("GET", "/api/v1/jobs", { token: reader })).status).toBe(404);
  });
});
