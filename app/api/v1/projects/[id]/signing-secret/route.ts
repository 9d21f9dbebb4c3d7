import { signingSecretEndpoint } from "../../../../../../lib/contracts/endpoints/projects.ts";
import { on } from "../../../../../../lib/http/call.ts";
import { reply } from "../../../../../../lib/http/reply.ts";
import { routes } from "../../../../../../lib/http/route.ts";
import { readSigningSecret } from "../../../../../../lib/services/projects/read.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(signingSecretEndpoint, async ({ ctx, params }) =>
    reply(200, await readSigningSecret(ctx, params.id)),
  ),
);
