import {
  deleteSecretEndpoint,
  putSecretEndpoint,
} from "../../../../../lib/contracts/endpoints/secrets.ts";
import { on } from "../../../../../lib/http/call.ts";
import { noContent, reply } from "../../../../../lib/http/reply.ts";
import { routes } from "../../../../../lib/http/route.ts";
import { putSecret } from "../../../../../lib/services/secrets/keep.ts";
import { removeSecret } from "../../../../../lib/services/secrets/remove.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(putSecretEndpoint, async ({ ctx, params, query, body }) => {
    const { secret, made } = await putSecret(ctx, { ...query, ...body, name: params.name });
    return reply(made ? 201 : 200, secret);
  }),
  on(deleteSecretEndpoint, async ({ ctx, params, query }) => {
    await removeSecret(ctx, { name: params.name, ...query });
    return noContent;
  }),
);
