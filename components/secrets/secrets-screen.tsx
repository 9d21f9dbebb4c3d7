"use client";

import { useQueryClient } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { type FirstPage, useLiveList } from "../../lib/client/use-live-list.ts";
import type { SecretView } from "../../lib/contracts/secret.ts";
import { Button } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { ListStates } from "../ui/list-states.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { Panel } from "../ui/panel.tsx";
import { SearchInput } from "../ui/search-input.tsx";
import { useUrlState } from "../ui/use-url-state.ts";
import { secretKeys } from "./secret-keys.ts";
import { type SecretDeed, SecretRow } from "./secret-row.tsx";

const SetSecretDialog = dynamic(() =>
  import("./set-secret-dialog.tsx").then((module) => module.SetSecretDialog),
);
const UsageDialog = dynamic(() =>
  import("./usage-dialog.tsx").then((module) => module.UsageDialog),
);
const DeleteSecretDialog = dynamic(() =>
  import("./delete-secret-dialog.tsx").then((module) => module.DeleteSecretDialog),
);

type Props = {
  readonly first: FirstPage<SecretView>;
  /** Whether the reader may add, replace and delete. */
  readonly mayWrite: boolean;
};

type Open = { readonly deed: "add" } | { readonly deed: SecretDeed; readonly secret: SecretView };

export function SecretsScreen({ first, mayWrite }: Props) {
  const [params, update] = useUrlState();
  const [open, setOpen] = useState<Open | null>(null);
  const client = useQueryClient();
  const q = params.get("q") ?? undefined;
  const list = useLiveList({
    queryKey: secretKeys.filtered(q),
    path: "/api/v1/secrets",
    filters: { q },
    first,
  });
  const close = () => setOpen(null);
  const done = () => {
    close();
    void client.invalidateQueries({ queryKey: secretKeys.list });
  };
  const add = mayWrite ? <AddButton onClick={() => setOpen({ deed: "add" })} /> : null;
  return (
    <div className="flex flex-col gap-5">
      <PageHeader
        title="Secrets"
        below="Values that jobs use and nobody reads: API keys, passwords, certificates."
        actions={add}
      />
      <SearchInput
        label="Search secrets"
        value={q ?? ""}
        onChange={(text) => update({ q: text })}
      />
      <Panel className="overflow-visible">
        <ListStates list={list} empty={<NoSecrets filtered={q !== undefined} action={add} />}>
          {(secrets) => (
            <ul className="divide-y divide-line">
              {secrets.map((secret) => (
                <SecretRow
                  key={secret.id}
                  secret={secret}
                  mayWrite={mayWrite}
                  onDeed={(deed) => setOpen({ deed, secret })}
                />
              ))}
            </ul>
          )}
        </ListStates>
      </Panel>
      {open === null ? null : <OpenDialog open={open} onDone={done} onClose={close} />}
    </div>
  );
}

type OpenProps = {
  readonly open: Open;
  readonly onDone: () => void;
  readonly onClose: () => void;
};

function OpenDialog({ open, ...rest }: OpenProps) {
  switch (open.deed) {
    case "add":
      return <SetSecretDialog secret={null} {...rest} />;
    case "replace":
      return <SetSecretDialog secret={open.secret} {...rest} />;
    case "usage":
      return <UsageDialog secret={open.secret} onClose={rest.onClose} />;
    case "delete":
      return <DeleteSecretDialog secret={open.secret} {...rest} />;
  }
}

function AddButton({ onClick }: { readonly onClick: () => void }) {
  return (
    <Button variant="primary" onClick={onClick}>
      <Plus aria-hidden />
      Add secret
    </Button>
  );
}

type NoSecretsProps = { readonly filtered: boolean; readonly action: React.ReactNode };

function NoSecrets({ filtered, action }: NoSecretsProps) {
  if (filtered) {
    return (
      <EmptyState icon={KeyRound} title="No secret matches">
        None has this in its name.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={KeyRound} title="Keep keys out of jobs" action={action}>
      A secret is written once and used as {"{{ secrets.NAME }}"} in URLs, headers, bodies and
      environments. Logs, results and errors show *** in its place.
    </EmptyState>
  );
}
