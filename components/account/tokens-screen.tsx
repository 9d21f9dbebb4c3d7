"use client";

import { KeySquare, Plus } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import type { ActionResult } from "../../lib/client/action-result.ts";
import type { TokenView } from "../../lib/contracts/token.ts";
import { useDeed } from "../forms/use-deed.ts";
import { Button } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { Panel } from "../ui/panel.tsx";
import { AccountTabs } from "./account-tabs.tsx";
import type { TokenWish } from "./new-token-dialog.tsx";
import { TokenRow } from "./token-row.tsx";

const NewTokenDialog = dynamic(() =>
  import("./new-token-dialog.tsx").then((module) => module.NewTokenDialog),
);
const ConfirmDialog = dynamic(() =>
  import("../ui/confirm-dialog.tsx").then((module) => module.ConfirmDialog),
);

type Props = {
  readonly tokens: readonly TokenView[];
  readonly projects: readonly { readonly slug: string; readonly name: string }[];
  readonly create: (wish: TokenWish) => Promise<ActionResult<{ token: string }>>;
  readonly revoke: (id: string) => Promise<ActionResult<null>>;
};

export function TokensScreen({ tokens, projects, create, revoke }: Props) {
  const [adding, setAdding] = useState(false);
  const [ending, setEnding] = useState<TokenView | null>(null);
  const { busy, during } = useDeed();
  const add = (
    <Button variant="primary" onClick={() => setAdding(true)}>
      <Plus aria-hidden />
      New token
    </Button>
  );
  const end = async ({ id, name }: TokenView) => {
    await during(() => revoke(id), `${name} no longer works`);
    setEnding(null);
  };
  return (
    <div className="flex flex-col gap-5">
      <PageHeader title="API tokens" below="Keys for programs that act for you." actions={add} />
      <AccountTabs here="/account/tokens" />
      <Panel>
        {tokens.length === 0 ? (
          <EmptyState icon={KeySquare} title="Let a program in" action={add}>
            A token is sent as Authorization: Bearer, holds only the scopes you give it, and ends
            when you say so.
          </EmptyState>
        ) : (
          <ul className="divide-y divide-line">
            {tokens.map((token) => (
              <TokenRow key={token.id} token={token} onRevoke={() => setEnding(token)} />
            ))}
          </ul>
        )}
      </Panel>
      {adding ? (
        <NewTokenDialog projects={projects} create={create} onClose={() => setAdding(false)} />
      ) : null}
      {ending === null ? null : (
        <ConfirmDialog
          title={`Revoke ${ending.name}?`}
          confirm="Revoke token"
          busy={busy}
          onConfirm={() => void end(ending)}
          onClose={() => setEnding(null)}
        >
          Programs that use it are refused at once. It cannot be brought back.
        </ConfirmDialog>
      )}
    </div>
  );
}
