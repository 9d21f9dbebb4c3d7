import { notFound } from "../domain/errors.ts";
import { problemResponse } from "./problem-response.ts";
import { requestIdOf } from "./request-id.ts";
import { withStandardHeaders } from "./security-headers.ts";

async function answer(request: Request): Promise<Response> {
  const requestId = requestIdOf(request.headers);
  return withStandardHeaders(problemResponse(notFound("path"), requestId), requestId);
}

/** The exports of the route for paths that do not exist: 404 for every method. */
export const nowhere = {
  GET: answer,
  HEAD: answer,
  OPTIONS: answer,
  POST: answer,
  PUT: answer,
  PATCH: answer,
  DELETE: answer,
};
