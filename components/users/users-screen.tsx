"use client";

import { useQueryClient } from "@tanstack/react-query";
import { MailPlus, UserPlus, Users } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import type { ActionResult } from "../../lib/client/action-result.ts";
import { toast } from "../../lib/client/toasts.ts";
import { type FirstPage, useLiveList } from "../../lib/client/use-live-list.ts";
import type { InvitationView, ResetLinkView } from "../../lib/contracts/account.ts";
import type { UserView } from "../../lib/contracts/user.ts";
import { useDeed } from "../forms/use-deed.ts";
import { InvitationsPanel } from "../members/invitations-panel.tsx";
import { Button } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { ListStates } from "../ui/list-states.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { Panel } from "../ui/panel.tsx";
import { SearchInput } from "../ui/search-input.tsx";
import { useUrlState } from "../ui/use-url-state.ts";
import { userKeys } from "./user-keys.ts";
import { type UserDeed, UserRow } from "./user-row.tsx";

const AddUserDialog = dynamic(() =>
  import("./add-user-dialog.tsx").then((module) => module.AddUserDialog),
);
const InviteDialog = dynamic(() =>
  import("./invite-dialog.tsx").then((module) => module.InviteDialog),
);
const ConfirmDialog = dynamic(() =>
  import("../ui/confirm-dialog.tsx").then((module) => module.ConfirmDialog),
);
const ShownOnce = dynamic(() =>
  import("../forms/shown-once.tsx").then((module) => module.ShownOnce),
);

type Wish = { email: string; name: string; password: string; role: string };

type Props = {
  readonly first: FirstPage<UserView>;
  readonly me: string;
  readonly invitations: readonly InvitationView[];
  /** People sign in with passwords here. */
  readonly passwords: boolean;
  readonly actions: {
    readonly create: (wish: Wish) => Promise<ActionResult<null>>;
    readonly change: (
      id: string,
      patch: { role?: string; disabled?: boolean },
    ) => Promise<ActionResult<null>>;
    readonly endSessions: (id: string) => Promise<ActionResult<null>>;
    readonly resetLink: (id: string) => Promise<ActionResult<ResetLinkView>>;
    readonly invite: (wish: {
      email: string;
    }) => Promise<ActionResult<{ link: string; mailed: boolean }>>;
    readonly withdraw: (id: string) => Promise<ActionResult<null>>;
  };
};

type Open =
  | { readonly kind: "add" | "invite" }
  | { readonly kind: "disable"; readonly user: UserView }
  | { readonly kind: "link"; readonly user: UserView; readonly link: string };

export function UsersScreen({ first, me, invitations, passwords, actions }: Props) {
  const [params, update] = useUrlState();
  const [open, setOpen] = useState<Open | null>(null);
  const { busy, during } = useDeed();
  const client = useQueryClient();
  const q = params.get("q") ?? undefined;
  const list = useLiveList({
    queryKey: userKeys.filtered(q),
    path: "/api/v1/users",
    filters: { q },
    first,
  });
  const read = () => void client.invalidateQueries({ queryKey: userKeys.list });
  const change = async (
    user: UserView,
    patch: { role?: string; disabled?: boolean },
    done: string,
  ) => {
    await during(() => actions.change(user.id, patch), done);
    setOpen(null);
    read();
  };
  const makeLink = async (user: UserView) => {
    const answer = await actions.resetLink(user.id);
    if (answer.ok) setOpen({ kind: "link", user, link: answer.value.link });
    else toast({ tone: "bad", text: answer.message });
  };
  const deeds: { readonly [D in UserDeed]: (user: UserView) => void } = {
    disable: (user) => setOpen({ kind: "disable", user }),
    enable: (user) => void change(user, { disabled: false }, `${user.name} can sign in again`),
    "end-sessions": ({ id, name }) =>
      void during(() => actions.endSessions(id), `${name} is signed out`),
    "reset-link": (user) => void makeLink(user),
  };
  return (
    <div className="flex flex-col gap-5">
      <PageHeader
        title="Users"
        below="Everybody who has an account, and what they are in the whole installation."
        actions={
          passwords ? (
            <>
              <Button onClick={() => setOpen({ kind: "invite" })}>
                <MailPlus aria-hidden />
                Invite
              </Button>
              <Button variant="primary" onClick={() => setOpen({ kind: "add" })}>
                <UserPlus aria-hidden />
                Make account
              </Button>
            </>
          ) : null
        }
      />
      <SearchInput label="Search users" value={q ?? ""} onChange={(text) => update({ q: text })} />
      <Panel>
        <ListStates
          list={list}
          empty={
            <EmptyState icon={Users} title="Nobody matches">
              None has this in their name or address.
            </EmptyState>
          }
        >
          {(users) => (
            <ul className="divide-y divide-line">
              {users.map((user) => (
                <UserRow
                  key={user.id}
                  user={user}
                  isMe={user.id === me}
                  busy={busy}
                  mayReset={passwords}
                  onRole={(role) => void change(user, { role }, `${user.name} is ${role} now`)}
                  onDeed={(deed) => deeds[deed](user)}
                />
              ))}
            </ul>
          )}
        </ListStates>
      </Panel>
      <InvitationsPanel
        invitations={invitations}
        busy={busy}
        onWithdraw={(id) => void during(() => actions.withdraw(id), "The link no longer works")}
      />
      {open?.kind === "add" ? (
        <AddUserDialog
          create={actions.create}
          onDone={() => {
            setOpen(null);
            read();
          }}
          onClose={() => setOpen(null)}
        />
      ) : null}
      {open?.kind === "invite" ? (
        <InviteDialog invite={actions.invite} onClose={() => setOpen(null)} />
      ) : null}
      {open?.kind === "link" ? (
        <ShownOnce
          title={`A new password for ${open.user.name}`}
          text={open.link}
          label="Link"
          onClose={() => setOpen(null)}
        >
          Hand over this link: it sets a new password, once, within 30 minutes, and signs them out
          everywhere.
        </ShownOnce>
      ) : null}
      {open?.kind === "disable" ? (
        <ConfirmDialog
          title={`Disable ${open.user.name}?`}
          confirm="Disable"
          busy={busy}
          onConfirm={() =>
            void change(open.user, { disabled: true }, `${open.user.name} is disabled`)
          }
          onClose={() => setOpen(null)}
        >
          Their sessions and tokens end, and what they have open within seconds. Their jobs go on.
        </ConfirmDialog>
      ) : null}
    </div>
  );
}
