import { z } from "zod";
import { endpoint } from "../endpoint.ts";
import { feedCreate, feedListQuery, feedPage, newFeedView } from "../feed.ts";

const tag = "Feeds";

export const listFeedsEndpoint = endpoint({
  id: "listFeeds",
  method: "GET",
  path: "/api/v1/feeds",
  tag,
  summary: "Addresses under which calendar programs read upcoming occurrences",
  access: "jobs:read",
  query: feedListQuery,
  answers: { 200: { description: "A page of feeds", schema: feedPage } },
});

export const createFeedEndpoint = endpoint({
  id: "createFeed",
  method: "POST",
  path: "/api/v1/feeds",
  tag,
  summary: "Make such an address for a job or a whole project",
  access: "jobs:write",
  body: feedCreate,
  creates: true,
  answers: {
    201: { description: "The feed, whose address is shown here only", schema: newFeedView },
  },
});

export const readFeedEndpoint = endpoint({
  id: "readFeed",
  method: "GET",
  path: "/api/v1/feeds/{id}",
  tag,
  summary: "The occurrences of the next 90 days; {id} is the feed's token with .ics behind it",
  access: "public",
  answers: {
    200: {
      description: "At most 1,000 events",
      schema: z.string(),
      contentType: "text/calendar; charset=utf-8",
    },
    304: { description: "Nothing changed since the ETag in If-None-Match" },
  },
});

export const deleteFeedEndpoint = endpoint({
  id: "deleteFeed",
  method: "DELETE",
  path: "/api/v1/feeds/{id}",
  tag,
  summary: "End a feed at once",
  access: "jobs:write",
  answers: { 204: { description: "Its address answers 404" } },
});
