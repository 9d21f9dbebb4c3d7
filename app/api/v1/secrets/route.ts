import {
  createSecretEndpoint,
  listSecretsEndpoint,
} from "../../../../lib/contracts/endpoints/secrets.ts";
import { on } from "../../../../lib/http/call.ts";
import { reply } from "../../../../lib/http/reply.ts";
import { routes } from "../../../../lib/http/route.ts";
import { createSecret } from "../../../../lib/services/secrets/keep.ts";
import { listSecretsOf } from "../../../../lib/services/secrets/list.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(listSecretsEndpoint, async ({ ctx, query }) => reply(200, await listSecretsOf(ctx, query))),
  on(createSecretEndpoint, async ({ ctx, query, body }) => {
    const secret = await createSecret(ctx, { ...query, ...body });
    return reply(201, secret, { location: `/api/v1/secrets/${secret.name}` });
  }),
);
