import {
  createUserEndpoint,
  listUsersEndpoint,
} from "../../../../lib/contracts/endpoints/users.ts";
import { on } from "../../../../lib/http/call.ts";
import { reply } from "../../../../lib/http/reply.ts";
import { routes } from "../../../../lib/http/route.ts";
import { createUser } from "../../../../lib/services/users/create.ts";
import { listUsers } from "../../../../lib/services/users/list.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(listUsersEndpoint, async ({ ctx, query }) => reply(200, await listUsers(ctx, query))),
  on(createUserEndpoint, async ({ ctx, body }) => reply(201, await createUser(ctx, body))),
);
