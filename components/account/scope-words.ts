import type { Scope } from "../../lib/contracts/scope.ts";

/** The scopes of tokens in words that continue "it may". */
export const SCOPE_WORDS: readonly { readonly scope: Scope; readonly words: string }[] = [
  { scope: "templates:read", words: "see templates" },
  { scope: "templates:write", words: "change templates" },
  { scope: "jobs:read", words: "see jobs and calendars" },
  { scope: "jobs:write", words: "change jobs, calendars and secrets" },
  { scope: "runs:read", words: "see runs and logs" },
  { scope: "runs:write", words: "start and cancel runs" },
  { scope: "worker", words: "claim runs as a worker" },
  { scope: "admin", words: "manage projects, members and tokens" },
];
