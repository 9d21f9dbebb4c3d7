import { readJobLedgerEndpoint } from "../../../../../../lib/contracts/endpoints/ledger.ts";
import { on } from "../../../../../../lib/http/call.ts";
import { reply } from "../../../../../../lib/http/reply.ts";
import { routes } from "../../../../../../lib/http/route.ts";
import { readJobLedger } from "../../../../../../lib/services/ledger/job-ledger.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(readJobLedgerEndpoint, async ({ ctx, params, query }) => {
    const { project, ...range } = query;
    return reply(200, await readJobLedger(ctx, { job: params.id, project }, range));
  }),
);
