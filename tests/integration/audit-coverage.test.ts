import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { registerWorker } from "../../db/queries/workers.ts";
import { ENDPOINTS } from "../../lib/contracts/endpoints/all.ts";
import { newId } from "../../lib/platform/ids.ts";
import { ADMIN, createTestApi } from "../support/api.ts";
import { createTestDatabase } from "../support/database.ts";

const database = await createTestDatabase();
const { call, login, member, platform } = await createTestApi(database, {
  LOGIN_PER_ADDRESS_PER_MINUTE: "100",
  // Nobody listens there; what is asked for is told whether mail comes through or not.
  SMTP_URL: "smtp://127.0.0.1:9",
  SMTP_FROM: "punctual@example.com",
});

const PLANTED = {
  param: "planted-in-a-parameter",
  value: "planted-in-a-secret",
  config: "planted-in-a-template",
  password: "planted-in-a-password",
};
const ADDRESS = "203.0.113.9";
/** There is no socket here whose other end could be known; this is the header the address travels in behind one. */
const PEER = "x-peer-of-this-test";
(globalThis as { punctualPeerHeader?: string }).punctualPeerHeader = PEER;
const session = await login();
const admin = { id: (await call("GET", "/api/v1/me", { token: session })).body.id, token: session };
/** Every text that must stay with the one it was shown to. */
const shown: string[] = [...Object.values(PLANTED), session, ADMIN.password];

type Deed = {
  readonly action: string;
  readonly actorKind: string;
  readonly actorId: string | null;
  readonly address: string | null;
  readonly objectKind: string | null;
  readonly objectId: string | null;
  readonly before: unknown;
  readonly after: unknown;
};

/** Makes a call from the one address, and answers its body. */
async function make(method: string, path: string, body?: unknown, token: string | null = session) {
  const answer = await call(method, `/api/v1${path}`, {
    token: token ?? undefined,
    body,
    headers: { [PEER]: ADDRESS },
  });
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
  if (typeof answer.body?.token === "string") shown.push(answer.body.token);
  if (typeof answer.body?.link === "string") shown.push(answer.body.link.split(/[/=#]/).at(-1));
  return answer.body;
}

let made = 0;
const fresh = (what: string) => `${what}-${++made}`;
const account = () => ({ email: `${fresh("person")}@example.com`, password: PLANTED.password });

const template = () => ({
  slug: fresh("template"),
  name: "Report",
  executor: "http",
  config: { method: "POST", url: "http://127.0.0.1:9/", headers: { "x-key": PLANTED.config } },
});
const newJob = () =>
  make("POST", "/jobs", {
    name: fresh("Job"),
    template: "http-request",
    params: { url: "http://127.0.0.1:9/", headers: { "x-key": PLANTED.param } },
    schedule: { kind: "interval", every: "1h", anchor: "2020-01-01T00:00:00Z" },
  });
const newRun = async () => make("POST", `/jobs/${(await newJob()).id}/runs`, { delay: "1h" });
const newTemplate = () => make("POST", "/templates", template());
const newCalendar = () =>
  make("POST", "/calendars", {
    name: fresh("Calendar"),
    entries: [{ kind: "date", date: "2030-01-01" }],
  });
const newSecret = async () => {
  const name = fresh("KEY").replace("-", "_");
  await make("POST", "/secrets", { name, value: PLANTED.value });
  return name;
};
const newProject = () => make("POST", "/projects", { slug: fresh("project"), name: "Project" });
const newPerson = () => make("POST", "/users", account());
const newToken = () => make("POST", "/tokens", { name: fresh("token"), scopes: ["jobs:read"] });
const range = () => ({ from: "2020-01-01T00:00:00Z", to: "2020-01-01T03:00:00Z" });

/** A call that succeeds, for each endpoint that changes something. What it needs is made before `before()` is called. */
type Recipe = (begin: () => Promise<void>) => Promise<unknown>;

const RECIPES: Readonly<Record<string, Recipe>> = {
  createJob: straight(() => newJob()),
  updateJob: async (begin) => {
    const { id } = await newJob();
    await begin();
    const params = { url: "http://127.0.0.1:9/", headers: { "x-key": `${PLANTED.param}!` } };
    return make("PATCH", `/jobs/${id}`, { name: "Other", params });
  },
  deleteJob: (begin) => onNew(newJob, begin, (job) => make("DELETE", `/jobs/${job.id}`)),
  pauseJob: (begin) => onNew(newJob, begin, (job) => make("POST", `/jobs/${job.id}/pause`, {})),
  resumeJob: async (begin) => {
    const { id } = await newJob();
    await make("POST", `/jobs/${id}/pause`, {});
    await begin();
    return make("POST", `/jobs/${id}/resume`, {});
  },
  runJobNow: (begin) =>
    onNew(newJob, begin, (job) =>
      make("POST", `/jobs/${job.id}/runs`, {
        params: { url: "http://127.0.0.1:9/", headers: { "x-key": PLANTED.param } },
      }),
    ),
  startBackfill: (begin) =>
    onNew(newJob, begin, (job) => make("POST", `/jobs/${job.id}/backfill`, range())),
  cancelBackfill: async (begin) => {
    const { id } = await newJob();
    const { backfillId } = await make("POST", `/jobs/${id}/backfill`, range());
    await begin();
    return make("POST", `/backfills/${backfillId}/cancel`, {});
  },
  cancelRun: (begin) => onNew(newRun, begin, (run) => make("POST", `/runs/${run.id}/cancel`, {})),
  rerun: (begin) => onNew(newRun, begin, (run) => make("POST", `/runs/${run.id}/rerun`, {})),
  bulkRuns: (begin) =>
    onNew(newRun, begin, (run) => make("POST", "/runs/bulk", { action: "cancel", ids: [run.id] })),
  createTemplate: straight(() => newTemplate()),
  updateTemplate: (begin) =>
    onNew(newTemplate, begin, ({ id }) =>
      make("PATCH", `/templates/${id}`, {
        name: "Other",
        config: { headers: { "x-key": `${PLANTED.config}!` } },
      }),
    ),
  archiveTemplate: (begin) =>
    onNew(newTemplate, begin, ({ id }) => make("DELETE", `/templates/${id}`)),
  createCalendar: straight(() => newCalendar()),
  updateCalendar: (begin) =>
    onNew(newCalendar, begin, ({ id }) => make("PATCH", `/calendars/${id}`, { name: "Other" })),
  deleteCalendar: (begin) =>
    onNew(newCalendar, begin, ({ id }) => make("DELETE", `/calendars/${id}`)),
  createFeed: straight(() => make("POST", "/feeds", { name: "Feed" })),
  deleteFeed: (begin) =>
    onNew(
      () => make("POST", "/feeds", { name: "Feed" }),
      begin,
      ({ id }) => make("DELETE", `/feeds/${id}`),
    ),
  createSecret: straight(() => newSecret()),
  putSecret: (begin) =>
    onNew(newSecret, begin, (name) =>
      make("PUT", `/secrets/${name}`, { value: `${PLANTED.value}!` }),
    ),
  deleteSecret: (begin) => onNew(newSecret, begin, (name) => make("DELETE", `/secrets/${name}`)),
  createProject: straight(() => newProject()),
  updateProject: (begin) =>
    onNew(newProject, begin, ({ id }) => make("PATCH", `/projects/${id}`, { name: "Other" })),
  pauseProject: (begin) =>
    onNew(newProject, begin, ({ id }) => make("POST", `/projects/${id}/pause`, {})),
  resumeProject: async (begin) => {
    const { id } = await newProject();
    await make("POST", `/projects/${id}/pause`, {});
    await begin();
    return make("POST", `/projects/${id}/resume`, {});
  },
  addMember: async (begin) => {
    const [project, person] = [await newProject(), await newPerson()];
    await begin();
    return make("POST", `/projects/${project.id}/members`, { email: person.email, role: "viewer" });
  },
  putMember: async (begin) => {
    const [project, person] = [await newProject(), await newPerson()];
    await begin();
    return make("PUT", `/projects/${project.id}/members/${person.id}`, { role: "viewer" });
  },
  removeMember: async (begin) => {
    const [project, person] = [await newProject(), await newPerson()];
    await make("PUT", `/projects/${project.id}/members/${person.id}`, { role: "viewer" });
    await begin();
    return make("DELETE", `/projects/${project.id}/members/${person.id}`);
  },
  createToken: straight(() => newToken()),
  revokeToken: (begin) => onNew(newToken, begin, ({ id }) => make("DELETE", `/tokens/${id}`)),
  createUser: straight(() => newPerson()),
  updateUser: (begin) =>
    onNew(newPerson, begin, ({ id }) => make("PATCH", `/users/${id}`, { disabled: true })),
  register: straight(() => make("POST", "/auth/register", account(), null)),
  login: straight(() => make("POST", "/auth/login", ADMIN, null)),
  logout: async (begin) => {
    const token = await login();
    await begin();
    return make("POST", "/auth/logout", undefined, token);
  },
  updateWorker: async (begin) => {
    const id = newId();
    const pools = ["default"];
    await registerWorker(platform.db, {
      id,
      name: "w",
      version: "0",
      pools,
      slots: 1,
      capabilities: [],
    });
    await begin();
    return make("PATCH", `/workers/${id}`, { draining: true });
  },
  updateMe: straight(() => make("PATCH", "/me", { name: fresh("Ada") })),
  changePassword: async (begin) => {
    const person = account();
    await make("POST", "/auth/register", person, null);
    const token = await login(person);
    await begin();
    const newPassword = `${PLANTED.password}!`;
    return make("POST", "/auth/password", { currentPassword: person.password, newPassword }, token);
  },
  makePasswordResetLink: (begin) =>
    onNew(newPerson, begin, ({ id }) => make("POST", `/users/${id}/password-reset`)),
  requestPasswordReset: (begin) =>
    onNew(newPerson, begin, ({ email }) => make("POST", "/auth/password-reset", { email }, null)),
  confirmPasswordReset: async (begin) => {
    const { id } = await newPerson();
    const { link } = await make("POST", `/users/${id}/password-reset`);
    await begin();
    const body = { token: tokenIn(link), password: `${PLANTED.password}!` };
    return make("POST", "/auth/password-reset/confirm", body, null);
  },
  createInvitation: straight(() => newInvitation()),
  withdrawInvitation: (begin) =>
    onNew(newInvitation, begin, ({ id }) => make("DELETE", `/invitations/${id}`)),
  acceptInvitation: (begin) =>
    onNew(newInvitation, begin, ({ link }) =>
      make(
        "POST",
        "/invitations/accept",
        { token: tokenIn(link), password: PLANTED.password },
        null,
      ),
    ),
  endSession: async (begin) => {
    await login();
    const { data } = await make("GET", "/sessions");
    await begin();
    return make("DELETE", `/sessions/${data.find((one: { current: boolean }) => !one.current).id}`);
  },
  endOtherSessions: async (begin) => {
    await login();
    await begin();
    return make("DELETE", "/sessions");
  },
  endSessionsOfUser: async (begin) => {
    const { id, token } = await member(fresh("member"));
    shown.push(token);
    await begin();
    return make("DELETE", `/users/${id}/sessions`);
  },
};

const newInvitation = () => make("POST", "/invitations", { email: account().email });
const tokenIn = (link: string): string => link.split(/[/=#]/).at(-1) ?? "";

async function onNew<T>(
  prepare: () => Promise<T>,
  begin: () => Promise<void>,
  act: (made: T) => Promise<unknown>,
): Promise<unknown> {
  const one = await prepare();
  await begin();
  return act(one);
}

/** A call that needs nothing made before. */
function straight(act: () => Promise<unknown>): Recipe {
  return async (begin) => {
    await begin();
    return act();
  };
}

/** Calls that are not GET and change nothing, or whose trace is elsewhere. */
const WITHOUT: Readonly<Record<string, string>> = {
  previewSchedule: "changes nothing",
  simulateSchedule: "changes nothing",
  renderTemplate: "changes nothing",
  claimRuns: "work itself: the run, its attempts and its events tell of it",
  reportHeartbeat: "work itself: the run, its attempts and its events tell of it",
  reportLogs: "work itself: the run, its attempts and its events tell of it",
  reportStatus: "work itself: the run, its attempts and its events tell of it",
};

/** Who acts before anybody has proved who they are. */
const BY_NOBODY = new Set([
  "register",
  "login",
  "requestPasswordReset",
  "confirmPasswordReset",
  "acceptInvitation",
]);

/** Deeds of which the action and its object say everything. */
const SAYS_ALL = new Set(["password.link_made", "session.ended"]);

const CHANGING = ENDPOINTS.filter(({ method }) => method !== "GET");

async function lastSeq(): Promise<number> {
  const [row] = await platform.db.execute<{ seq: number }>(
    sql`select coalesce(max(seq), 0)::float8 as seq from audit`,
  );
  return row?.seq ?? 0;
}

async function deedsSince(seq: number): Promise<Deed[]> {
  const rows = await platform.db.execute<Deed>(sql`
    select action, actor_kind as "actorKind", actor_id as "actorId", address, object_kind as "objectKind",
      object_id as "objectId", before, after from audit where seq > ${seq} order by seq`);
  return [...rows];
}

describe("every call that changes something", () => {
  it("is tried here, or says why not", () => {
    const known = [...Object.keys(RECIPES), ...Object.keys(WITHOUT)];
    const missing = CHANGING.filter(({ id }) => !known.includes(id)).map(({ id }) => id);
    expect(missing).toEqual([]);
  });

  it.each(CHANGING.filter(({ id }) => id in RECIPES).map(({ id, method }) => [id, method]))(
    "leaves a deed: %s",
    async (id, method) => {
      let seq = Number.POSITIVE_INFINITY;
      await RECIPES[id]?.(async () => {
        seq = await lastSeq();
      });
      const deeds = await deedsSince(seq);
      expect(deeds.length).toBeGreaterThan(0);
      const told = deeds.filter(
        (deed) =>
          deed.address === ADDRESS &&
          deed.objectKind !== null &&
          deed.objectId !== null &&
          (deed.before !== null || deed.after !== null || SAYS_ALL.has(deed.action)),
      );
      expect(told, JSON.stringify(deeds)).not.toEqual([]);
      for (const { action, actorKind, actorId, before, after } of told) {
        if (BY_NOBODY.has(id)) expect(["anonymous", "user"]).toContain(actorKind);
        else expect(actorKind).toBe("user");
        if (!BY_NOBODY.has(id)) expect(actorId).not.toBeNull();
        if (method === "PATCH") expect([before, after]).not.toContain(null);
        if (method === "DELETE" && !SAYS_ALL.has(action)) expect(before).not.toBeNull();
      }
    },
  );
});

describe("what is no change", () => {
  it("is told: a sign-in that was refused, an access that was refused, a secret that was shown", async () => {
    const { token, id } = await member("nosy");
    shown.push(token);
    const reader = await make("POST", "/tokens", { name: "reader", scopes: ["jobs:read"] });
    const seq = await lastSeq();
    const wrong = { email: ADMIN.email, password: `${PLANTED.password}?` };
    expect((await call("POST", "/api/v1/auth/login", { body: wrong })).status).toBe(401);
    expect((await call("GET", "/api/v1/users", { token })).status).toBe(403);
    expect((await call("GET", "/api/v1/audit", { token })).status).toBe(403);
    expect((await call("GET", "/api/v1/users", { token: reader.token })).status).toBe(403);
    await make("GET", "/projects/default/signing-secret").then(({ secret }) => shown.push(secret));
    const deeds = await deedsSince(seq);
    expect(deeds.map(({ action, actorId, after }) => [action, actorId, after])).toEqual([
      ["session.refused", null, { email: ADMIN.email }],
      ["access.refused", id, { call: "listUsers" }],
      ["access.refused", id, { call: "listAudit" }],
      ["access.refused", admin.id, { call: "listUsers", missingScopes: ["admin"] }],
      ["project.secret_shown", admin.id, null],
    ]);
  });

  it("is told once, with the project where it is known", async () => {
    const { token, id } = await member("looker");
    shown.push(token);
    const project = await newProject();
    await make("PUT", `/projects/${project.id}/members/${id}`, { role: "viewer" });
    const seq = await lastSeq();
    const answer = await call("POST", `/api/v1/projects/${project.id}/pause`, { token, body: {} });
    expect(answer.status).toBe(403);
    expect(await deedsSince(seq)).toMatchObject([
      { action: "access.refused", after: { action: "project.pause", role: "viewer" } },
    ]);
  });

  it("is not told of those nobody knows", async () => {
    const seq = await lastSeq();
    expect((await call("GET", "/api/v1/users")).status).toBe(401);
    expect((await call("GET", "/api/v1/users", { token: "pct_0_0_0" })).status).toBe(401);
    expect(await deedsSince(seq)).toEqual([]);
  });
});

it("holds nothing that was secret", async () => {
  const rows = await platform.db.execute<{ text: string }>(
    sql`select string_agg(audit::text, ' ') as text from audit`,
  );
  const text = String(rows[0]?.text);
  expect(shown.length).toBeGreaterThan(12);
  for (const secret of shown) expect(text.includes(secret), secret).toBe(false);
});
