import { accountLinks } from "./account-links.ts";
import { apiTokens } from "./api-tokens.ts";
import { attempts } from "./attempts.ts";
import { audit, auditMarks } from "./audit.ts";
import { backfills } from "./backfills.ts";
import { calendarFeeds } from "./calendar-feeds.ts";
import { calendars, jobCalendars } from "./calendars.ts";
import { events } from "./events.ts";
import { idempotencyKeys } from "./idempotency-keys.ts";
import { identities } from "./identities.ts";
import { jobClocks } from "./job-clocks.ts";
import { jobVersions } from "./job-versions.ts";
import { jobs } from "./jobs.ts";
import { ledgerFindings, ledgerRound } from "./ledger.ts";
import { projectMembers } from "./project-members.ts";
import { projectPauses } from "./project-pauses.ts";
import { projects } from "./projects.ts";
import { jobDayStats, runHourStats } from "./rollups.ts";
import { runLogs } from "./run-logs.ts";
import { runs } from "./runs.ts";
import { secrets } from "./secrets.ts";
import { sessions } from "./sessions.ts";
import { templateVersions } from "./template-versions.ts";
import { templates } from "./templates.ts";
import { users } from "./users.ts";
import { workers } from "./workers.ts";

/** Every table, for the client. */
export const schema = {
  accountLinks,
  apiTokens,
  attempts,
  audit,
  auditMarks,
  backfills,
  calendarFeeds,
  calendars,
  events,
  idempotencyKeys,
  identities,
  jobCalendars,
  jobClocks,
  jobVersions,
  jobs,
  ledgerFindings,
  ledgerRound,
  projectMembers,
  projectPauses,
  projects,
  jobDayStats,
  runHourStats,
  runLogs,
  runs,
  secrets,
  sessions,
  templateVersions,
  templates,
  users,
  workers,
};
