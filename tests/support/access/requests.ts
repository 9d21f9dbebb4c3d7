import type { TestApi } from "../api.ts";
import type { Caller } from "./callers.ts";
import { account, fresh, type Made, PASSWORD, type Place, range, templateBody } from "./place.ts";

/** What goes with a call: values of the braces of its path, its query and its body. */
export type Wish = {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
};

/** Input with which a call succeeds for whoever may make it; what it is about is made anew in the place. */
export type Recipe = (place: Place, caller: Pick<Caller, "account">) => Wish | Promise<Wish>;

const inside = ({ slug }: Place) => ({ query: { project: slug } });
const idOf = (one: { readonly id: string }) => ({ path: { id: one.id } });
const schedule = { kind: "cron", expression: "0 2 * * *", timeZone: "UTC" };
const params = { url: "http://127.0.0.1:9/other" };
const tokenIn = (link: string): string => link.split(/[/=#]/).at(-1) ?? "";
const onProject: Recipe = ({ slug }) => ({ path: { id: slug } });
const nothing: Recipe = () => ({});

function on(
  kind: "job" | "run" | "template" | "calendar" | "feed" | "backfill" | "invitation" | "apiToken",
  more: object = {},
): Recipe {
  return async (place) => ({ ...idOf(await place[kind]()), ...more });
}

async function ended(place: Place): Promise<Made> {
  const { id } = await place.run();
  return place.make("POST", `/runs/${id}/cancel`);
}

async function leased(place: Place, more: object = {}): Promise<Wish> {
  const { runId, leaseToken } = await place.lease();
  return { path: { id: runId }, body: { leaseToken, ...more } };
}

/** One for every row of the declared table. */
export const RECIPES: Readonly<Record<string, Recipe>> = {
  register: () => ({ body: account() }),
  login: async (place) => {
    const own = account();
    await place.make("POST", "/users", own);
    return { body: own };
  },
  logout: nothing,
  readMe: nothing,
  updateMe: () => ({ body: { name: fresh("Ada") } }),
  changePassword: (_place, caller) => {
    const { password } = caller.account;
    return { body: { currentPassword: password, newPassword: password } };
  },
  requestPasswordReset: () => ({ body: { email: account().email } }),
  confirmPasswordReset: async (place) => {
    const { id } = await place.somebody();
    const { link } = await place.make("POST", `/users/${id}/password-reset`);
    return { body: { token: tokenIn(link), password: PASSWORD } };
  },
  makePasswordResetLink: async (place) => idOf(await place.somebody()),
  listInvitations: nothing,
  "listInvitations:project": inside,
  createInvitation: () => ({ body: { email: account().email } }),
  "createInvitation:project": ({ slug }) => ({
    body: { email: account().email, project: slug, role: "viewer" },
  }),
  withdrawInvitation: async (place) => idOf(await place.invitation({})),
  "withdrawInvitation:project": on("invitation"),
  acceptInvitation: async (place) => {
    const { link } = await place.invitation();
    return { body: { token: tokenIn(link), password: PASSWORD } };
  },
  listSessions: nothing,
  endSession: async ({ api }, caller) => idOf(await anotherSession(api, caller)),
  endOtherSessions: nothing,
  endSessionsOfUser: async (place) => idOf(await place.somebody()),

  listTemplates: inside,
  createTemplate: (place) => ({ body: { ...templateBody(), project: place.slug } }),
  readTemplate: on("template"),
  updateTemplate: on("template", { body: { description: "other" } }),
  archiveTemplate: on("template"),
  listTemplateVersions: on("template"),
  renderTemplate: on("template", { body: { params: {} } }),

  listJobs: inside,
  createJob: async (place) => {
    const [{ id: template }, { id: calendar }] = [await place.template(), await place.calendar()];
    const calendars = [calendar];
    return {
      body: {
        project: place.slug,
        name: place.name("job"),
        template,
        schedule: { ...schedule, calendars },
      },
    };
  },
  readJob: on("job"),
  updateJob: async (place) => {
    const [{ id: template }, { id: calendar }] = [await place.template(), await place.calendar()];
    return {
      ...idOf(await place.job()),
      body: { template, params: {}, schedule: { ...schedule, calendars: [calendar] } },
    };
  },
  deleteJob: on("job"),
  pauseJob: on("job", { body: { note: "matrix" } }),
  resumeJob: on("job", { body: {} }),
  runJobNow: on("job", { body: { delay: "1h" } }),
  "runJobNow:params": on("job", { body: { delay: "1h", params } }),
  listOccurrences: on("job"),
  whyJob: on("job", { query: { at: "2030-01-01T00:00:00Z" } }),
  previewSchedule: async (place) => ({
    body: {
      project: place.slug,
      schedule: { ...schedule, calendars: [(await place.calendar()).id] },
    },
  }),
  simulateSchedule: async (place) => ({
    body: {
      project: place.slug,
      schedule: { ...schedule, calendars: [(await place.calendar()).id] },
      from: "2030-01-01T00:00:00Z",
      to: "2030-01-03T00:00:00Z",
      job: (await place.job()).id,
    },
  }),
  readJobLedger: on("job"),
  readProjectLedger: onProject,

  startBackfill: on("job", { body: range() }),
  listBackfills: async (place) => ({ path: { id: (await place.backfill()).jobId } }),
  readBackfill: on("backfill"),
  cancelBackfill: on("backfill"),

  listCalendars: inside,
  createCalendar: (place) => ({
    body: {
      project: place.slug,
      name: place.name("c"),
      entries: [{ kind: "date", date: "2030-01-01" }],
    },
  }),
  readCalendar: on("calendar"),
  updateCalendar: on("calendar", { body: { description: "other" } }),
  deleteCalendar: on("calendar"),
  exportCalendar: on("calendar"),

  listFeeds: inside,
  createFeed: async (place) => ({
    body: { project: place.slug, name: place.name("f"), job: (await place.job()).id },
  }),
  readFeed: async (place) => ({ path: { id: `${(await place.feed()).token}.ics` } }),
  deleteFeed: on("feed"),

  listSecrets: inside,
  createSecret: (place) => ({
    body: { project: place.slug, name: fresh("KEY").replace("-", "_"), value: "kept" },
  }),
  putSecret: async (place) => ({
    path: { name: await place.secret() },
    body: { project: place.slug, value: "kept" },
  }),
  deleteSecret: async (place) => ({ path: { name: await place.secret() }, ...inside(place) }),
  readSecretUsage: async (place) => ({ path: { name: await place.secret() }, ...inside(place) }),

  listRuns: inside,
  readRun: on("run"),
  whyRun: on("run"),
  readRunLogs: on("run"),
  cancelRun: on("run"),
  rerun: async (place) => ({ ...idOf(await ended(place)), body: {} }),
  "rerun:params": async (place) => ({ ...idOf(await ended(place)), body: { params } }),
  bulkRuns: async (place) => ({
    body: { action: "cancel", project: place.slug, ids: [(await place.run()).id] },
  }),
  followEvents: inside,
  "followEvents:job": async (place) => ({
    query: { project: place.slug, job: (await place.job()).id },
  }),

  claimRuns: () => ({ body: { waitSeconds: 0, tasks: ["nobody-asks"], worker: { name: "m" } } }),
  reportHeartbeat: (place) => leased(place),
  reportLogs: (place) => leased(place, { entries: [{ text: "a line" }] }),
  reportStatus: (place) => leased(place, { status: "completed" }),

  listUsers: nothing,
  createUser: () => ({ body: account() }),
  updateUser: async (place) => ({ ...idOf(await place.person()), body: { disabled: true } }),
  listTokens: nothing,
  "listTokens:project": inside,
  createToken: () => ({ body: { name: fresh("token"), scopes: ["admin"] } }),
  "createToken:project": ({ slug }) => ({
    body: { name: fresh("token"), scopes: ["admin"], project: slug },
  }),
  revokeToken: on("apiToken"),

  listProjects: nothing,
  createProject: () => ({ body: { slug: fresh("project") } }),
  readProject: onProject,
  updateProject: ({ id, slug }) => ({ path: { id }, body: { name: slug } }),
  pauseProject: ({ id }) => ({ path: { id }, body: { note: "matrix" } }),
  resumeProject: ({ id }) => ({ path: { id }, body: {} }),
  readSigningSecret: onProject,
  listMembers: onProject,
  addMember: async (place) => {
    const { email } = await place.person();
    return { path: { id: place.slug }, body: { email, role: "viewer" } };
  },
  readMember: async (place) => member(place),
  putMember: async (place) => ({ ...(await member(place)), body: { role: "operator" } }),
  removeMember: async (place) => member(place),

  listWorkers: nothing,
  updateWorker: async (place) => ({
    path: { id: await place.worker() },
    body: { draining: true },
  }),
  live: nothing,
  ready: nothing,
  metrics: nothing,
  openapi: nothing,
  listAudit: nothing,
  "listAudit:project": inside,
  verifyAudit: nothing,
  listMail: nothing,
  getMail: firstMail,
  getMailHtml: firstMail,
};

async function member(place: Place): Promise<Wish> {
  const { userId } = await place.member();
  return { path: { id: place.slug, userId } };
}

async function firstMail({ make }: Place): Promise<Wish> {
  const { data } = await make("GET", "/mailbox");
  return idOf(data[0]);
}

async function anotherSession(
  api: TestApi,
  { account: own }: Pick<Caller, "account">,
): Promise<{ id: string }> {
  const signed = await api.call("POST", "/api/v1/auth/login", { body: own });
  // Nobody's, and that of somebody disabled: there is none to end.
  if (signed.status !== 200) return { id: "019a9f00-0000-7000-8000-000000000000" };
  const { body } = await api.call("GET", "/api/v1/sessions", { token: signed.body.token });
  return body.data.find((one: { current: boolean }) => one.current);
}

/** The address a wish goes to. */
export function addressOf(path: string, wish: Wish): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name) =>
    encodeURIComponent(wish.path?.[name] ?? ""),
  );
  const query = new URLSearchParams(wish.query).toString();
  return query === "" ? filled : `${filled}?${query}`;
}
