import type { ProjectRole, Scope } from "../../../lib/contracts/scope.ts";

/** The least somebody must be: nobody at all, signed in, so much in the project of the object, or an administrator. */
export type Least = "nobody" | "anyone" | ProjectRole | "administrator";

/**
 * Who may make a call, said here a second time on purpose: the test compares what the product does with this table, so
 * nothing in it is read from the endpoints or from the table of rights.
 */
export type Declared = {
  readonly least: Least;
  /** What a token needs, in the order in which it is told what it lacks. None: any credential. */
  readonly scopes: readonly Scope[];
  /** A token can do it never, whatever its scopes. */
  readonly sessionsOnly?: true;
};

const publicly: Declared = { least: "nobody", scopes: [] };
const signedIn: Declared = { least: "anyone", scopes: [] };
const anyone = (scope: Scope): Declared => ({ least: "anyone", scopes: [scope] });
const viewers = (...scopes: Scope[]): Declared => ({ least: "viewer", scopes });
const operators = (...scopes: Scope[]): Declared => ({ least: "operator", scopes });
const editors = (...scopes: Scope[]): Declared => ({ least: "editor", scopes });
const owners: Declared = { least: "owner", scopes: ["admin"] };
const administrators: Declared = { least: "administrator", scopes: ["admin"] };

/**
 * Every call of the REST interface by the id of its endpoint; `id:variant` is the same call with other input, which needs
 * another right.
 */
export const DECLARED: Readonly<Record<string, Declared>> = {
  register: publicly,
  login: publicly,
  logout: signedIn,
  readMe: signedIn,
  updateMe: anyone("admin"),
  changePassword: { ...anyone("admin"), sessionsOnly: true },
  requestPasswordReset: publicly,
  confirmPasswordReset: publicly,
  makePasswordResetLink: administrators,
  listInvitations: administrators,
  "listInvitations:project": owners,
  createInvitation: administrators,
  "createInvitation:project": owners,
  withdrawInvitation: administrators,
  "withdrawInvitation:project": owners,
  acceptInvitation: publicly,
  listSessions: anyone("admin"),
  endSession: anyone("admin"),
  endOtherSessions: anyone("admin"),
  endSessionsOfUser: administrators,

  listTemplates: viewers("templates:read"),
  createTemplate: editors("templates:write"),
  readTemplate: viewers("templates:read"),
  updateTemplate: editors("templates:write"),
  archiveTemplate: editors("templates:write"),
  listTemplateVersions: viewers("templates:read"),
  renderTemplate: viewers("templates:read"),

  listJobs: viewers("jobs:read"),
  createJob: editors("jobs:write"),
  readJob: viewers("jobs:read"),
  updateJob: editors("jobs:write"),
  deleteJob: editors("jobs:write"),
  pauseJob: operators("jobs:write"),
  resumeJob: operators("jobs:write"),
  runJobNow: operators("runs:write"),
  // On built-in templates the parameters are the whole configuration.
  "runJobNow:params": editors("runs:write", "jobs:write"),
  listOccurrences: viewers("jobs:read"),
  whyJob: viewers("runs:read"),
  previewSchedule: viewers("jobs:read"),
  simulateSchedule: viewers("jobs:read"),
  readJobLedger: viewers("jobs:read"),
  readProjectLedger: viewers("jobs:read"),

  startBackfill: operators("runs:write"),
  listBackfills: viewers("runs:read"),
  readBackfill: viewers("runs:read"),
  cancelBackfill: operators("runs:write"),

  listCalendars: viewers("jobs:read"),
  createCalendar: editors("jobs:write"),
  readCalendar: viewers("jobs:read"),
  updateCalendar: editors("jobs:write"),
  deleteCalendar: editors("jobs:write"),
  exportCalendar: viewers("jobs:read"),

  listFeeds: viewers("jobs:read"),
  createFeed: editors("jobs:write"),
  // The token in the path is the whole right.
  readFeed: publicly,
  deleteFeed: editors("jobs:write"),

  listSecrets: viewers("jobs:read"),
  createSecret: editors("jobs:write"),
  putSecret: editors("jobs:write"),
  deleteSecret: editors("jobs:write"),
  readSecretUsage: viewers("jobs:read"),

  listRuns: viewers("runs:read"),
  readRun: viewers("runs:read"),
  whyRun: viewers("runs:read"),
  readRunLogs: viewers("runs:read"),
  cancelRun: operators("runs:write"),
  rerun: operators("runs:write"),
  "rerun:params": editors("runs:write", "jobs:write"),
  bulkRuns: operators("runs:write"),
  followEvents: viewers("runs:read"),
  "followEvents:job": viewers("runs:read", "jobs:read"),

  // Everybody is the owner of a project of their own, whose runs they may claim.
  claimRuns: anyone("worker"),
  // The lease token is the whole right.
  reportHeartbeat: publicly,
  reportLogs: publicly,
  reportStatus: publicly,

  listUsers: administrators,
  createUser: administrators,
  updateUser: administrators,
  listTokens: anyone("admin"),
  "listTokens:project": owners,
  createToken: anyone("admin"),
  "createToken:project": viewers("admin"),
  revokeToken: owners,

  listProjects: anyone("admin"),
  createProject: administrators,
  readProject: viewers("admin"),
  updateProject: owners,
  pauseProject: operators("admin"),
  resumeProject: operators("admin"),
  readSigningSecret: owners,
  listMembers: viewers("admin"),
  addMember: owners,
  readMember: viewers("admin"),
  putMember: owners,
  removeMember: owners,

  listWorkers: anyone("admin"),
  updateWorker: administrators,
  live: publicly,
  ready: publicly,
  // Or METRICS_TOKEN.
  metrics: administrators,
  openapi: publicly,
  listAudit: administrators,
  "listAudit:project": owners,
  verifyAudit: administrators,
  listMail: administrators,
  getMail: administrators,
  getMailHtml: administrators,
};
