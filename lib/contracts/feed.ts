import { z } from "zod";
import {
  author,
  id,
  instant,
  pageOf,
  pageQuery,
  projectInput,
  reference,
  title,
} from "./common.ts";

export const feedCreate = z.strictObject({
  project: projectInput,
  name: title(200),
  /** Id or key; absent or null shows all jobs of the project. */
  job: reference.nullable().optional(),
});
export type FeedCreate = z.infer<typeof feedCreate>;

export const feedListQuery = z.strictObject({ ...pageQuery, project: projectInput });
export type FeedListQuery = z.infer<typeof feedListQuery>;

const feedFields = {
  id,
  project: z.string(),
  name: z.string(),
  /** Null shows all jobs of the project. */
  job: z.strictObject({ id, key: z.string(), name: z.string() }).nullable(),
  createdBy: author,
  createdAt: instant,
};

export const feedView = z.strictObject(feedFields).meta({ id: "Feed" });
export type FeedView = z.infer<typeof feedView>;
export const feedPage = pageOf(feedView);

/** The answer to making a feed, the only one that shows its address. */
export const newFeedView = z
  .strictObject({ ...feedFields, token: z.string(), url: z.string() })
  .meta({ id: "NewFeed" });
export type NewFeedView = z.infer<typeof newFeedView>;
