import type { FeedRow } from "../../../db/queries/calendar-feeds.ts";
import type { FeedView } from "../../contracts/feed.ts";
import { authorView } from "../author.ts";

/** A feed as the API shows it, without its address. */
export function feedView(row: FeedRow): FeedView {
  const { jobId, jobKey, jobName } = row;
  return {
    id: row.id,
    project: row.project,
    name: row.name,
    job: jobId === null ? null : { id: jobId, key: jobKey ?? "", name: jobName ?? "" },
    createdBy: authorView(row.createdBy, row.createdByName),
    createdAt: row.createdAt.toISOString(),
  };
}
