import type { Calendar } from "../../lib/domain/calendar/types.ts";
import type { JsonObject } from "../../lib/domain/json.ts";
import type { PartialPolicies } from "../../lib/domain/policies.ts";
import type { Schedule } from "../../lib/domain/schedule/types.ts";
import type { Tx } from "../client.ts";
import { jobVersions } from "../schema/job-versions.ts";
import { fromMs } from "../sql.ts";

/** What a job says from one version on. */
export type NewJobVersion = {
  readonly jobId: string;
  readonly version: number;
  readonly name: string;
  readonly params: JsonObject;
  readonly schedule: Schedule;
  readonly policies: PartialPolicies;
  /** The other fields of the definition, by the names the API gives them. */
  readonly rest: JsonObject;
  /** Milliseconds since 1970 after which the schedule of this version counts; null where it goes on. */
  readonly countsFrom: number | null;
  /** What the calendars say by which its slots move; null where none move. */
  readonly calendars: readonly Calendar[] | null;
  /** Why there is a new version, where no person made it. */
  readonly cause?: "tzdata" | "calendar";
  readonly createdBy: string | null;
};

/** Adds to a job's history; runs opened from now on point here. */
export async function insertJobVersion(tx: Tx, row: NewJobVersion): Promise<void> {
  await tx.insert(jobVersions).values({ ...row, countsFrom: fromMs(row.countsFrom) });
}
