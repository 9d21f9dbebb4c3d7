import { getMailHtmlEndpoint } from "../../../../../../lib/contracts/endpoints/mailbox.ts";
import { on } from "../../../../../../lib/http/call.ts";
import { mailHtmlReply } from "../../../../../../lib/http/mail-reply.ts";
import { routes } from "../../../../../../lib/http/route.ts";
import { getMail } from "../../../../../../lib/services/mailbox/get.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(getMailHtmlEndpoint, async ({ ctx, params }) => mailHtmlReply(await getMail(ctx, params.id))),
);
