import type { ProjectRole, Scope } from "./scope.ts";

type Right = {
  /** What a token needs. */
  readonly scope: Scope;
  /** The least a person must be in the project. */
  readonly role: ProjectRole;
  /** What it lets do, for people: continues "may". */
  readonly words: string;
};

/**
 * Everything that can be done in a project: who may do it and which scope a token needs. The services obey this table; the
 * console and docs/security.md show it.
 */
export const RIGHTS = {
  "templates.read": {
    scope: "templates:read",
    role: "viewer",
    words: "See templates and what they would execute",
  },
  "templates.write": {
    scope: "templates:write",
    role: "editor",
    words: "Make, change and archive templates",
  },
  "jobs.read": {
    scope: "jobs:read",
    role: "viewer",
    words: "See jobs, occurrences, calendars and the names of secrets",
  },
  "jobs.write": {
    scope: "jobs:write",
    role: "editor",
    words: "Make, change and delete jobs, calendars and secrets",
  },
  "jobs.pause": { scope: "jobs:write", role: "operator", words: "Pause and resume jobs" },
  "runs.read": {
    scope: "runs:read",
    role: "viewer",
    words: "See runs, their logs, live events and why they ran or did not",
  },
  "runs.write": {
    scope: "runs:write",
    role: "operator",
    words: "Run now, run again, cancel and backfill",
  },
  "work.claim": { scope: "worker", role: "operator", words: "Claim runs for workers of their own" },
  "project.read": {
    scope: "admin",
    role: "viewer",
    words: "See the project and whether it is paused",
  },
  // Whoever may pause each job may pause them all.
  "project.pause": {
    scope: "admin",
    role: "operator",
    words: "Pause and resume the whole project",
  },
  "members.read": { scope: "admin", role: "viewer", words: "See who is in the project" },
  "members.write": {
    scope: "admin",
    role: "owner",
    words: "Add, invite and remove members and change their roles",
  },
  "tokens.manage": {
    scope: "admin",
    role: "owner",
    words: "See and revoke all API tokens of the project",
  },
  "project.write": { scope: "admin", role: "owner", words: "Rename the project" },
  "audit.read": { scope: "admin", role: "owner", words: "See who did what in the project" },
  "project.secret": {
    scope: "admin",
    role: "owner",
    words: "See the key webhooks are signed with",
  },
} as const satisfies Record<string, Right>;

export type Action = keyof typeof RIGHTS;

/** What a role lets do, in a few words. */
export const ROLE_WORDS: Readonly<Record<ProjectRole, string>> = {
  viewer: "Looks at everything",
  operator: "Also runs, cancels and pauses",
  editor: "Also changes templates, jobs, calendars and secrets",
  owner: "Also members, tokens and the project itself",
};

const RANKS: Readonly<Record<ProjectRole, number>> = {
  viewer: 0,
  operator: 1,
  editor: 2,
  owner: 3,
};

/** Whether a role is enough for an action. */
export function mayDo(role: ProjectRole, action: Action): boolean {
  return RANKS[role] >= RANKS[RIGHTS[action].role];
}
