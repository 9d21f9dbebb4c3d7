"use client";

import dynamic from "next/dynamic";
import { type ComponentProps, useState } from "react";
import type { ActionResult } from "../../lib/client/action-result.ts";
import type { MeView } from "../../lib/contracts/session.ts";
import { beginSignIn } from "../auth/begin-sign-in.ts";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { Panel } from "../ui/panel.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { AccountTabs } from "./account-tabs.tsx";
import type { PasswordDialog as PasswordDialogType } from "./password-dialog.tsx";
import type { ProfilePanel as ProfilePanelType } from "./profile-panel.tsx";

// Forms weigh as much as the rest of the page.
const ProfilePanel = dynamic(() =>
  import("./profile-panel.tsx").then((module) => module.ProfilePanel),
);
const PasswordDialog = dynamic(() =>
  import("./password-dialog.tsx").then((module) => module.PasswordDialog),
);

type Identity = {
  readonly issuer: string;
  readonly subject: string;
  readonly provider: string;
  readonly label: string;
  readonly lastUsedAt: string;
};

type Ways = {
  readonly password: boolean;
  readonly identities: readonly Identity[];
  readonly connectable: readonly { readonly id: string; readonly name: string }[];
  readonly maySpare: boolean;
};

type Props = {
  readonly me: MeView;
  readonly ways: Ways;
  /** Our public address, which providers send people back to. */
  readonly home: string;
  /** Why the last attempt to connect did not succeed. */
  readonly problem: string | null;
  readonly save: ComponentProps<typeof ProfilePanelType>["save"];
  readonly changePassword: ComponentProps<typeof PasswordDialogType>["change"];
  readonly connect: (providerId: string) => Promise<ActionResult<null>>;
  readonly disconnect: (issuer: string, subject: string) => Promise<ActionResult<null>>;
};

export function AccountScreen(props: Props) {
  const { me, ways, home, problem, connect, disconnect, save, changePassword } = props;
  const [changing, setChanging] = useState(false);
  const [failure, setFailure] = useState(problem);
  const [busy, setBusy] = useState<string | null>(null);
  const during = async (what: string, deed: () => Promise<string | null>) => {
    setBusy(what);
    setFailure(await deed());
    setBusy(null);
  };
  const begin = (id: string) =>
    during(id, async () => {
      const noted = await connect(id);
      return noted.ok ? beginSignIn(id, { target: "/account", home }) : noted.message;
    });
  const remove = ({ issuer, subject }: Identity) =>
    during(subject, async () => {
      const done = await disconnect(issuer, subject);
      return done.ok ? null : done.message;
    });
  return (
    <div className="flex flex-col gap-5">
      <PageHeader
        title={
          <>
            {me.name}
            {me.role === "admin" ? <Badge>Administrator</Badge> : null}
          </>
        }
        below={me.email}
      />
      {failure === null ? null : (
        <p role="alert" className="rounded-md bg-bad-soft px-3 py-2 text-bad text-sm">
          {failure}
        </p>
      )}
      <AccountTabs here="/account" />
      <ProfilePanel
        profile={{ name: me.name, defaultProject: me.defaultProject }}
        projects={me.projects}
        save={save}
      />
      {changing ? (
        <PasswordDialog change={changePassword} onClose={() => setChanging(false)} />
      ) : null}
      <Panel title="Ways to sign in">
        <ul className="divide-y divide-line">
          {ways.password ? (
            <Way name="Password" detail={me.email}>
              <Button size="sm" onClick={() => setChanging(true)}>
                Change password
              </Button>
            </Way>
          ) : null}
          {ways.identities.map((one) => (
            <Way key={`${one.issuer} ${one.subject}`} name={one.provider} detail={one.label}>
              <span className="text-muted text-xs">
                last used <RelativeTime at={one.lastUsedAt} />
              </span>
              {ways.maySpare ? (
                <Button
                  size="sm"
                  busy={busy === one.subject}
                  disabled={busy !== null}
                  aria-label={`Disconnect ${one.provider}`}
                  onClick={() => void remove(one)}
                >
                  Disconnect
                </Button>
              ) : null}
            </Way>
          ))}
          {ways.connectable.map(({ id, name }) => (
            <Way key={id} name={name} detail="not connected">
              <Button
                size="sm"
                busy={busy === id}
                disabled={busy !== null}
                aria-label={`Connect ${name}`}
                onClick={() => void begin(id)}
              >
                Connect
              </Button>
            </Way>
          ))}
        </ul>
      </Panel>
    </div>
  );
}

type WayProps = {
  readonly name: string;
  readonly detail: string;
  readonly children?: React.ReactNode;
};

function Way({ name, detail, children }: WayProps) {
  return (
    <li className="flex min-h-13 flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2">
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium text-sm">{name}</p>
        <p className="truncate text-muted text-xs">{detail}</p>
      </div>
      {children}
    </li>
  );
}
