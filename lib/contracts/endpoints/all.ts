import type { Endpoint } from "../endpoint.ts";
import * as accounts from "./accounts.ts";
import * as audit from "./audit.ts";
import * as backfills from "./backfills.ts";
import * as calendars from "./calendars.ts";
import * as feeds from "./feeds.ts";
import * as jobs from "./jobs.ts";
import * as ledger from "./ledger.ts";
import * as live from "./live.ts";
import * as mailbox from "./mailbox.ts";
import * as operating from "./operating.ts";
import * as projects from "./projects.ts";
import * as runs from "./runs.ts";
import * as schedules from "./schedules.ts";
import * as secrets from "./secrets.ts";
import * as session from "./session.ts";
import * as templates from "./templates.ts";
import * as tokens from "./tokens.ts";
import * as users from "./users.ts";
import * as workerCalls from "./worker-calls.ts";

/** Every call of the REST interface. A route whose endpoint is missing here fails a test. */
export const ENDPOINTS: readonly Endpoint[] = [
  session,
  accounts,
  templates,
  jobs,
  backfills,
  schedules,
  calendars,
  feeds,
  secrets,
  runs,
  ledger,
  live,
  users,
  tokens,
  projects,
  workerCalls,
  operating,
  audit,
  mailbox,
].flatMap((module): Endpoint[] => Object.values(module));
