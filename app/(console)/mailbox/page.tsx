import { MailboxScreen } from "../../../components/mailbox/mailbox-screen.tsx";
import { listMailbox } from "../../../lib/services/mailbox/list.ts";
import { signedInContext } from "../../context.ts";
import { found } from "../../found.ts";

export const metadata = { title: "Mailbox" };

export default async function MailboxPage() {
  const page = await found(listMailbox(await signedInContext(), {}));
  return <MailboxScreen first={{ filters: {}, page }} />;
}
