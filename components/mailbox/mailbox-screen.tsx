"use client";

import { Mail } from "lucide-react";
import Link from "next/link";
import { queryKeys } from "../../lib/client/query-keys.ts";
import { type FirstPage, useLiveList } from "../../lib/client/use-live-list.ts";
import type { MailSummaryView } from "../../lib/contracts/mail.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { ListStates } from "../ui/list-states.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { Panel } from "../ui/panel.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { usePolled } from "./use-polled.ts";

const POLL_MS = 2000;

type Props = { readonly first: FirstPage<MailSummaryView> };

export function MailboxScreen({ first }: Props) {
  const list = useLiveList({
    queryKey: queryKeys.mailbox,
    path: "/api/v1/mailbox",
    filters: {},
    first,
  });
  usePolled(queryKeys.mailbox, POLL_MS);
  return (
    <div className="flex flex-col gap-5">
      <PageHeader
        title="Mailbox"
        below="What runs have sent. There is no mail server, so nothing was delivered; the last 200 messages are kept."
      />
      <Panel className="overflow-visible">
        <ListStates list={list} empty={<NoMail />}>
          {(mails) => (
            <ul className="divide-y divide-line">
              {mails.map((mail) => (
                <MailRow key={mail.id} mail={mail} />
              ))}
            </ul>
          )}
        </ListStates>
      </Panel>
    </div>
  );
}

function NoMail() {
  return (
    <EmptyState
      icon={Mail}
      title="No mail yet"
      action={<LinkButton href="/jobs/new?template=send-email">Send one</LinkButton>}
    >
      A job with the template Send e-mail leaves its messages here, until <code>SMTP_URL</code>{" "}
      names a real server.
    </EmptyState>
  );
}

function MailRow({ mail }: { readonly mail: MailSummaryView }) {
  return (
    <li className="relative flex items-baseline gap-4 px-4 py-2.5 transition-colors hover:bg-hover">
      <div className="min-w-0 flex-1">
        <Link
          href={`/mailbox/${mail.id}`}
          className="block truncate font-medium text-sm after:absolute after:inset-0"
        >
          {mail.subject || "(no subject)"}
        </Link>
        <p className="truncate text-muted text-xs">
          {mail.from} → {mail.to.join(", ")}
        </p>
      </div>
      <RelativeTime at={mail.receivedAt} className="shrink-0 text-muted text-xs tabular-nums" />
    </li>
  );
}
