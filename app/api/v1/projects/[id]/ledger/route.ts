import { readProjectLedgerEndpoint } from "../../../../../../lib/contracts/endpoints/ledger.ts";
import { on } from "../../../../../../lib/http/call.ts";
import { reply } from "../../../../../../lib/http/reply.ts";
import { routes } from "../../../../../../lib/http/route.ts";
import { readProjectLedger } from "../../../../../../lib/services/ledger/project-ledger.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(readProjectLedgerEndpoint, async ({ ctx, params, query }) =>
    reply(200, await readProjectLedger(ctx, params.id, query)),
  ),
);
