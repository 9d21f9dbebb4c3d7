import type { JsonObject } from "../../lib/domain/json.ts";
import type { PartialPolicies } from "../../lib/domain/policies.ts";
import type { Schedule } from "../../lib/domain/schedule/types.ts";
import type { Tx } from "../client.ts";
import { jobVersions } from "../schema/job-versions.ts";

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
  readonly createdBy: string | null;
};

/** Adds to a job's history; runs opened from now on point here. */
export async function insertJobVersion(tx: Tx, row: NewJobVersion): Promise<void> {
  await tx.insert(jobVersions).values(row);
}
