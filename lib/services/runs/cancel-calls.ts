import {
  type CancelCallEnd,
  settleCancelCall,
  takeCancelCalls,
} from "../../../db/queries/cancel-calls.ts";
import type { Platform } from "../context.ts";
import { type ClaimedWork, withDefinitions } from "./claim.ts";

/** Runs that targets took over and are to be told to end, for this worker to call. */
export function takeDueCancelCalls(
  platform: Pick<Platform, "db">,
  limit: number,
): Promise<ClaimedWork[]> {
  return platform.db.transaction(async (tx) =>
    withDefinitions(tx, await takeCancelCalls(tx, limit)),
  );
}

/** Notes what came of a call. One that failed is due again by itself. */
export async function noteCancelCall(
  platform: Pick<Platform, "db">,
  { run }: ClaimedWork,
  end: CancelCallEnd,
): Promise<void> {
  if (end !== "failed") await settleCancelCall(platform.db, run, end);
}
