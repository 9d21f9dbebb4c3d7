import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { nextAccountMail, noteAccountMailed } from "../../lib/services/account-links/mail.ts";
import { createTestApi } from "../support/api.ts";
import { createTestClock } from "../support/clock.ts";
import { createTestDatabase } from "../support/database.ts";

const database = await createTestDatabase();
const clock = await createTestClock(database, "2026-05-04T10:00:00.000Z");
const api = await createTestApi(database, {
  SMTP_URL: "smtp://mail.example.com:587",
  LOGIN_PER_ADDRESS_PER_MINUTE: "1000",
});
const { call, login, member, platform } = api;
const admin = await login();
await call("POST", "/api/v1/projects", { token: admin, body: { slug: "apollo" } });

const me = async (token: string) => (await call("GET", "/api/v1/me", { token })).body;
const projectsOf = async (token: string): Promise<string[]> =>
  (await me(token)).projects.map((one: { slug: string }) => one.slug);
const post = (path: string, body: unknown, token?: string) =>
  call("POST", `/api/v1${path}`, { body, token });
const tokenIn = (link: string) => new URL(link).searchParams.get("token") ?? "";
/** The link in the next mail, and to whom it goes. */
const nextMail = async () => {
  const mail = await nextAccountMail(platform);
  const [link = ""] = /http:\S+/g.exec(mail?.text.split("\n\n").at(2) ?? "") ?? [];
  return { id: mail?.id ?? "", to: mail?.to, token: link === "" ? "" : tokenIn(link) };
};
/** Sends what other tests left to be sent. */
const emptyOutbox = async () => {
  for (let mail = await nextAccountMail(platform); mail !== null; ) {
    await noteAccountMailed(platform, mail.id);
    mail = await nextAccountMail(platform);
  }
};

describe("a project of one's own", () => {
  it("is everybody's beginning, and nobody else's to see", async () => {
    const [ida, ivo] = [await member("ida"), await member("ivo")];
    expect(await projectsOf(ida.token)).toEqual(["ida"]);
    expect(await me(ida.token)).toMatchObject({ defaultProject: "ida" });
    const job = {
      name: "Hers",
      template: "http-request",
      params: { url: "https://example.com" },
      schedule: { kind: "manual" },
    };
    const made = await post("/jobs", job, ida.token);
    expect(made).toMatchObject({ status: 201, body: { project: "ida" } });
    expect((await call("GET", `/api/v1/jobs/${made.body.id}`, { token: ivo.token })).status).toBe(
      404,
    );
    for (const project of ["ida", "default"])
      expect(
        (await call("GET", `/api/v1/jobs?project=${project}`, { token: ivo.token })).status,
      ).toBe(404);
    expect((await call("GET", `/api/v1/jobs/${made.body.id}`, { token: admin })).status).toBe(200);
  });

  it("gets a slug that is free, whatever the address", async () => {
    const made = [];
    for (const email of [
      "kim@one.example",
      "KIM@two.example",
      "default@x.example",
      "Žofie!@x.example",
      "+@x.example",
    ]) {
      const account = { email, password: "a long password" };
      await post("/auth/register", account);
      made.push((await me(await login(account))).defaultProject);
    }
    expect(made).toEqual(["kim", "kim-2", "default-2", "zofie", "personal"]);
  });

  it("is made with accounts that administrators make, whose own default stays", async () => {
    const account = { email: "made@example.com", password: "a long password" };
    await post("/users", account, admin);
    expect(await projectsOf(await login(account))).toEqual(["made"]);
    expect(await me(admin)).toMatchObject({ defaultProject: "default" });
  });

  it("is where somebody lands who is taken out of their default project", async () => {
    const { id, token } = await member("lea");
    const put = { token: admin, body: { role: "viewer" } };
    await call("PUT", `/api/v1/projects/apollo/members/${id}`, put);
    const body = { defaultProject: "apollo" };
    expect((await call("PATCH", "/api/v1/me", { token, body })).body.defaultProject).toBe("apollo");
    await call("DELETE", `/api/v1/projects/apollo/members/${id}`, { token: admin });
    expect(await me(token)).toMatchObject({ defaultProject: "lea" });
    expect((await call("GET", "/api/v1/jobs", { token })).status).toBe(200);
    expect((await call("PATCH", "/api/v1/me", { token, body })).status).toBe(404);
  });
});

describe("invitations", () => {
  it("lead to an account under the invited address, in the invited project alone", async () => {
    const made = await post(
      "/invitations",
      { email: "new@example.com", project: "apollo", role: "operator" },
      admin,
    );
    expect(made).toMatchObject({
      status: 201,
      body: { email: "new@example.com", project: "apollo", role: "operator", mailed: true },
    });
    const token = tokenIn(made.body.link);
    const password = "the invited one";
    const hostile = { token, password, email: "other@example.com", role: "admin" };
    const refused = await post("/invitations/accept", hostile);
    expect(refused.body.errors.map((one: { pointer: string }) => one.pointer).sort()).toEqual([
      "/email",
      "/role",
    ]);
    const accepted = await post("/invitations/accept", { token, password, name: "New" });
    expect(accepted).toMatchObject({
      status: 201,
      body: { email: "new@example.com", name: "New", role: "member" },
    });
    const session = await login({ email: "new@example.com", password });
    const { projects, defaultProject } = await me(session);
    expect(defaultProject).toBe("apollo");
    expect(projects).toEqual([
      { id: expect.any(String), slug: "new", name: "New", role: "owner" },
      { id: expect.any(String), slug: "apollo", name: "apollo", role: "operator" },
    ]);
    const again = await post("/invitations/accept", { token, password });
    expect(again).toMatchObject({ status: 422, body: { errors: [{ pointer: "/token" }] } });
    await emptyOutbox();
  });

  it("work once, by the link shown or the link mailed, of many who try at once", async () => {
    const { body } = await post("/invitations", { email: "twice@example.com" }, admin);
    const mail = await nextMail();
    expect(mail.to).toBe("twice@example.com");
    const answers = await Promise.all(
      [tokenIn(body.link), mail.token, mail.token].map((token) =>
        post("/invitations/accept", { token, password: "a long password" }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422, 422]);
  });

  it("expire, are withdrawn and replaced, and are kept as a hash", async () => {
    const links: string[] = [];
    const invite = async (email: string) => {
      const made = await post("/invitations", { email, project: "apollo" }, admin);
      links.push(tokenIn(made.body.link));
      return made.body;
    };
    const accept = (at: number) =>
      post("/invitations/accept", { token: links[at], password: "a long password" });
    await invite("late@example.com");
    await invite("late@example.com");
    const withdrawn = await invite("gone@example.com");
    const list = await call("GET", "/api/v1/invitations?project=apollo", { token: admin });
    expect(list.body.data.map((one: { email: string }) => one.email)).toEqual([
      "gone@example.com",
      "late@example.com",
    ]);
    expect(JSON.stringify(list.body)).not.toContain(links[2]);
    const path = `/api/v1/invitations/${withdrawn.id}`;
    expect((await call("DELETE", path, { token: admin })).status).toBe(204);
    expect((await call("DELETE", path, { token: admin })).status).toBe(404);
    expect([(await accept(0)).status, (await accept(2)).status]).toEqual([422, 422]);
    await clock.advance(7 * 24 * 3_600_000);
    expect((await accept(1)).status).toBe(422);
    const rows = await platform.db.execute(sql`select l::text as link from account_links l`);
    for (const link of links) expect(JSON.stringify(rows)).not.toContain(link);
  });

  it("are the owners' and the administrators' to make, see and withdraw", async () => {
    const [owner, viewer] = [await member("oda"), await member("vic")];
    const session = await login();
    for (const [who, role] of [
      [owner, "owner"],
      [viewer, "viewer"],
    ] as const)
      await call("PUT", `/api/v1/projects/apollo/members/${who.id}`, {
        token: session,
        body: { role },
      });
    const email = "guest@example.com";
    expect((await post("/invitations", { email, project: "apollo" }, viewer.token)).status).toBe(
      403,
    );
    expect((await post("/invitations", { email }, owner.token)).status).toBe(403);
    expect((await post("/invitations", { email, project: "default" }, owner.token)).status).toBe(
      404,
    );
    const made = await post(
      "/invitations",
      { email, project: "apollo", role: "owner" },
      owner.token,
    );
    expect(made.status).toBe(201);
    const path = `/api/v1/invitations/${made.body.id}`;
    expect((await call("DELETE", path, { token: viewer.token })).status).toBe(403);
    expect((await call("GET", "/api/v1/invitations", { token: owner.token })).status).toBe(403);
    const stranger = await member("sid");
    expect((await call("DELETE", path, { token: stranger.token })).status).toBe(404);
    // Whoever is no owner any more leaves no open door behind.
    await call("PUT", `/api/v1/projects/apollo/members/${owner.id}`, {
      token: session,
      body: { role: "editor" },
    });
    const token = tokenIn(made.body.link);
    const late = await post("/invitations/accept", { token, password: "a long password" });
    expect(late.status).toBe(422);
  });

  it("are refused for people who have an account, and for roles without a project", async () => {
    await member("known");
    const session = await login();
    const known = await post("/invitations", { email: "KNOWN@example.com" }, session);
    expect(known).toMatchObject({ status: 409, body: { errors: [{ pointer: "/email" }] } });
    const loose = await post("/invitations", { email: "x@example.com", role: "owner" }, session);
    expect(loose).toMatchObject({ status: 422, body: { errors: [{ pointer: "/role" }] } });
  });
});

describe("members", () => {
  it("are added by their address, once, by owners", async () => {
    const session = await login();
    const { id, token } = await member("mia");
    const body = { email: "MIA@example.com", role: "viewer" };
    const path = "/api/v1/projects/apollo/members";
    expect((await call("POST", path, { token, body })).status).toBe(404);
    const added = await call("POST", path, { token: session, body });
    expect(added).toMatchObject({ status: 201, body: { userId: id, role: "viewer" } });
    expect((await call("POST", path, { token: session, body })).status).toBe(409);
    const nobody = { email: "nobody@example.com", role: "viewer" };
    expect((await call("POST", path, { token: session, body: nobody })).status).toBe(404);
    expect((await call("POST", path, { token, body: nobody })).status).toBe(403);
  });

  it("always have an owner among them", async () => {
    const { id, token } = await member("solo");
    const path = `/api/v1/projects/solo/members/${id}`;
    const lowered = await call("PUT", path, { token, body: { role: "editor" } });
    expect(lowered).toMatchObject({ status: 409, body: { code: "conflict" } });
    expect((await call("DELETE", path, { token })).status).toBe(409);
    const other = await member("second");
    await call("PUT", `/api/v1/projects/solo/members/${other.id}`, {
      token,
      body: { role: "owner" },
    });
    const both = await Promise.all([
      call("DELETE", path, { token: other.token }),
      call("DELETE", `/api/v1/projects/solo/members/${other.id}`, { token }),
    ]);
    expect(both.map(({ status }) => status)).toContain(204);
    const left = await platform.db.execute(
      sql`select 1 from project_members m join projects p on p.id = m.project_id where p.slug = 'solo'`,
    );
    expect(left).toHaveLength(1);
  });
});

describe("passwords", () => {
  const account = { email: "pat@example.com", password: "password of pat" };

  it("change by the present one, and end all other sessions", async () => {
    const { token } = await member("pat");
    const other = await login(account);
    const change = (currentPassword: string, newPassword: string) =>
      post("/auth/password", { currentPassword, newPassword }, token);
    expect(await change("not the one at all", "another password")).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: "/currentPassword" }] },
    });
    expect(await change(account.password, "short")).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: "/newPassword" }] },
    });
    expect((await change(account.password, "another password")).status).toBe(204);
    expect((await call("GET", "/api/v1/me", { token })).status).toBe(200);
    expect((await call("GET", "/api/v1/me", { token: other })).status).toBe(401);
    expect((await post("/auth/login", account)).status).toBe(401);
    await login({ ...account, password: "another password" });
  });

  it("are not for tokens to change, nor to be tried out", async () => {
    const { token } = await member("paul");
    const made = await post("/tokens", { name: "t", scopes: ["admin"] }, token);
    const body = { currentPassword: "password of paul", newPassword: "a new password" };
    expect((await post("/auth/password", body, made.body.token)).status).toBe(403);
    const wrong = { ...body, currentPassword: "wrong" };
    const answers = [];
    for (let n = 0; n < 7; n += 1)
      answers.push((await post("/auth/password", wrong, token)).status);
    expect(answers).toEqual([422, 422, 422, 422, 422, 429, 429]);
  });

  it("are reset by a mailed link, once and for half an hour, which ends every session", async () => {
    await emptyOutbox();
    const { token } = await member("rosa");
    const asked = await post("/auth/password-reset", { email: "Rosa@example.com" });
    expect(asked).toMatchObject({ status: 202, body: "" });
    const mail = await nextMail();
    expect(mail.to).toBe("rosa@example.com");
    await noteAccountMailed(platform, mail.id);
    expect(await nextAccountMail(platform)).toBeNull();
    const confirm = (text: string) =>
      post("/auth/password-reset/confirm", { token: text, password: "a fresh password" });
    expect((await confirm(`${mail.token}x`)).status).toBe(422);
    expect((await confirm(mail.token)).status).toBe(204);
    expect((await confirm(mail.token)).status).toBe(422);
    expect((await call("GET", "/api/v1/me", { token })).status).toBe(401);
    await login({ email: "rosa@example.com", password: "a fresh password" });

    await post("/auth/password-reset", { email: "rosa@example.com" });
    const late = await nextMail();
    await clock.advance(30 * 60_000);
    expect((await confirm(late.token)).status).toBe(422);
  });

  it("are asked for alike by those who have an account and those who have none", async () => {
    await emptyOutbox();
    await member("rita");
    const timed = async (email: string) => {
      const begun = performance.now();
      const { status, body, headers } = await post("/auth/password-reset", { email });
      const names = [...headers.keys()].sort();
      return { ms: performance.now() - begun, said: { status, body, names } };
    };
    const known = await timed("rita@example.com");
    const unknown = await timed("stranger@example.com");
    expect(unknown.said).toEqual(known.said);
    expect(Math.min(known.ms, unknown.ms)).toBeGreaterThanOrEqual(245);
    expect((await nextMail()).to).toBe("rita@example.com");
    expect((await nextMail()).to).toBeUndefined();
    const answers = [];
    for (let n = 0; n < 6; n += 1)
      answers.push((await post("/auth/password-reset", { email: "rita@example.com" })).status);
    expect(answers.filter((status) => status === 429)).not.toEqual([]);
  });

  it("are given out by administrators as a link, which no link of another kind replaces", async () => {
    const session = await login();
    const { id, token } = await member("otis");
    const path = `/users/${id}/password-reset`;
    expect((await post(path, undefined, token)).status).toBe(403);
    const made = await post(path, undefined, session);
    expect(made).toMatchObject({
      status: 201,
      body: { link: expect.stringContaining("/reset-password?token=pcr_") },
    });
    const given = tokenIn(made.body.link);
    const crossed = await post("/invitations/accept", {
      token: given,
      password: "a long password",
    });
    expect(crossed.status).toBe(422);
    const password = "handed over anew";
    expect((await post("/auth/password-reset/confirm", { token: given, password })).status).toBe(
      204,
    );
    await login({ email: "otis@example.com", password });
  });
});

describe("sessions", () => {
  it("are listed, and end one by one or all but this one", async () => {
    const { token, id } = await member("sue");
    const account = { email: "sue@example.com", password: "password of sue" };
    const [second, third] = [await login(account), await login(account)];
    const list = await call("GET", "/api/v1/sessions", { token });
    expect(list.body.data).toHaveLength(3);
    expect(list.body.data.filter((one: { current: boolean }) => one.current)).toHaveLength(1);
    const stranger = await member("stu");
    const path = `/api/v1/sessions/${list.body.data[0].id}`;
    expect((await call("DELETE", path, { token: stranger.token })).status).toBe(404);
    expect((await call("DELETE", path, { token })).status).toBe(204);
    expect((await call("DELETE", "/api/v1/sessions", { token })).status).toBe(204);
    for (const ended of [second, third])
      expect((await call("GET", "/api/v1/me", { token: ended })).status).toBe(401);
    expect((await call("GET", "/api/v1/me", { token })).status).toBe(200);
    const everywhere = `/api/v1/users/${id}/sessions`;
    expect((await call("DELETE", everywhere, { token: stranger.token })).status).toBe(403);
    const session = await login();
    expect((await call("DELETE", everywhere, { token: session })).status).toBe(204);
    expect((await call("GET", "/api/v1/me", { token })).status).toBe(401);
  });
});

describe("fields that are nobody's to set", () => {
  it.each([
    ["PATCH", "/me", { role: "admin" }],
    ["PATCH", "/me", { disabled: false }],
    ["PATCH", "/me", { passwordHash: "x" }],
    ["PATCH", "/me", { email: "root@example.com" }],
    [
      "POST",
      "/auth/register",
      { email: "a@b.example", password: "a long password", role: "admin" },
    ],
    [
      "POST",
      "/auth/register",
      { email: "a@b.example", password: "a long password", isAdmin: true },
    ],
    [
      "POST",
      "/auth/register",
      { email: "a@b.example", password: "a long password", disabled: false },
    ],
    ["POST", "/invitations", { email: "a@b.example", project: "mallory", userRole: "admin" }],
    ["POST", "/projects/mallory/members", { email: "a@b.example", role: "viewer", userId: "x" }],
    ["POST", "/tokens", { name: "t", scopes: ["admin"], userId: "x" }],
    [
      "POST",
      "/auth/password",
      { currentPassword: "x", newPassword: "a long password", userId: "x" },
    ],
  ] as const)("%s %s refuses %j", async (method, path, body) => {
    const mallory = await login({
      email: "mallory@example.com",
      password: "password of mallory",
    }).catch(async () => (await member("mallory")).token);
    const answer = await call(method, `/api/v1${path}`, { token: mallory, body });
    expect(answer.status).toBe(422);
    expect(await me(mallory)).toMatchObject({ role: "member", disabled: false });
  });
});
