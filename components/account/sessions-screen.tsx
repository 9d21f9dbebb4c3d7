"use client";

import { Laptop, Terminal } from "lucide-react";
import type { ActionResult } from "../../lib/client/action-result.ts";
import type { SessionView } from "../../lib/contracts/account.ts";
import { useDeed } from "../forms/use-deed.ts";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { Panel } from "../ui/panel.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { AccountTabs } from "./account-tabs.tsx";
import { deviceOf } from "./session-words.ts";

type Props = {
  readonly sessions: readonly SessionView[];
  readonly end: (id: string) => Promise<ActionResult<null>>;
  readonly endOthers: () => Promise<ActionResult<null>>;
};

export function SessionsScreen({ sessions, end, endOthers }: Props) {
  const { busy, during } = useDeed();
  return (
    <div className="flex flex-col gap-5">
      <PageHeader
        title="Sessions"
        below="Where you are signed in. End what you do not know, and change your password."
        actions={
          sessions.length > 1 ? (
            <Button
              disabled={busy}
              onClick={() => void during(endOthers, "All other sessions have ended")}
            >
              End all others
            </Button>
          ) : null
        }
      />
      <AccountTabs here="/account/sessions" />
      <Panel>
        <ul className="divide-y divide-line">
          {sessions.map((session) => (
            <SessionRow
              key={session.id}
              session={session}
              busy={busy}
              onEnd={() => void during(() => end(session.id), "The session has ended")}
            />
          ))}
        </ul>
      </Panel>
    </div>
  );
}

type RowProps = {
  readonly session: SessionView;
  readonly busy: boolean;
  readonly onEnd: () => void;
};

function SessionRow({ session, busy, onEnd }: RowProps) {
  const { via, current, userAgent, address, createdAt, lastSeenAt } = session;
  const device = deviceOf(userAgent);
  const Icon = via === "browser" ? Laptop : Terminal;
  return (
    <li className="flex min-h-13 flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2">
      <Icon aria-hidden className="size-4 shrink-0 text-muted" />
      <div className="min-w-0 flex-1 basis-48">
        <p className="flex items-center gap-2 font-medium text-sm">
          <span className="truncate">{device}</span>
          {current ? <Badge tone="good">This one</Badge> : null}
        </p>
        <p className="truncate text-muted text-xs">
          {via === "browser" ? "Console" : "API"}
          {address === null ? "" : `, from ${address}`}
        </p>
      </div>
      <span className="text-muted text-xs">
        began <RelativeTime at={createdAt} />
      </span>
      <span className="text-muted text-xs">
        seen <RelativeTime at={lastSeenAt} />
      </span>
      {current ? null : (
        <Button
          size="sm"
          disabled={busy}
          aria-label={`End the session of ${device}`}
          onClick={onEnd}
        >
          End
        </Button>
      )}
    </li>
  );
}
