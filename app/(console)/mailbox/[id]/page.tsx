import { MailScreen } from "../../../../components/mailbox/mail-screen.tsx";
import { getMail } from "../../../../lib/services/mailbox/get.ts";
import { signedInContext } from "../../../context.ts";
import { found } from "../../../found.ts";

type Props = { readonly params: Promise<{ readonly id: string }> };

export const metadata = { title: "Message" };

export default async function MailPage({ params }: Props) {
  return <MailScreen mail={await found(getMail(await signedInContext(), (await params).id))} />;
}
