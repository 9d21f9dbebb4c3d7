import type { Tx } from "../../../db/client.ts";
import { insertJob, type NewJob, takenKeys } from "../../../db/queries/jobs.ts";
import { conflict } from "../../domain/errors.ts";
import { keyCandidates } from "../../domain/job-key.ts";
import { newId } from "../../platform/ids.ts";

/** Times a made key is tried; the last time with a random one, which no crowd can be after. */
const KEY_TRIES = 3;

/** Stores the job under the key asked for, or under the first free one its name suggests; answers the key. Throws `conflict`. */
export async function insertWithKey(tx: Tx, job: NewJob, given: string | null): Promise<string> {
  if (given !== null) {
    if (await insertJob(tx, job)) return given;
    throw keyTaken(given);
  }
  for (let attempt = 1; attempt <= KEY_TRIES; attempt += 1) {
    const all = keyCandidates(job.key, newId().slice(-8));
    const candidates = attempt < KEY_TRIES ? all : all.slice(-1);
    const taken = await takenKeys(tx, job.projectId, candidates);
    const key = candidates.find((candidate) => !taken.has(candidate));
    if (key !== undefined && (await insertJob(tx, { ...job, key }))) return key;
  }
  throw conflict("Others make jobs of this name right now. Try again, or choose a key.");
}

/** The refusal of a key that another job of the project has. */
export function keyTaken(key: string) {
  return conflict(`Another job of this project has the key ${key}.`, [
    { pointer: "/key", message: "is taken by another job of this project" },
  ]);
}
