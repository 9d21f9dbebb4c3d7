"use client";

import { ScrollText } from "lucide-react";
import { queryKeys } from "../../lib/client/query-keys.ts";
import { type FirstPage, useLiveList } from "../../lib/client/use-live-list.ts";
import type { AuditEntryView } from "../../lib/contracts/audit.ts";
import { Button } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { ListStates } from "../ui/list-states.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { Panel } from "../ui/panel.tsx";
import { useUrlState } from "../ui/use-url-state.ts";
import { AuditFilters } from "./audit-filters.tsx";
import { AuditTable } from "./audit-table.tsx";
import { ChainState } from "./chain-state.tsx";
import { ExportMenu } from "./export-menu.tsx";

const NAMES = ["actor", "action", "object", "from", "to", "q"] as const;

type Props = {
  readonly first: FirstPage<AuditEntryView>;
  /** Whose deeds these are; undefined shows all of the installation. */
  readonly project: string | undefined;
};

export function AuditScreen({ first, project }: Props) {
  const [params, update] = useUrlState();
  const chosen = Object.fromEntries(NAMES.map((name) => [name, params.get(name) ?? undefined]));
  const filters = { ...chosen, project };
  const list = useLiveList({
    queryKey: queryKeys.audit(filters),
    path: "/api/v1/audit",
    filters,
    first,
  });
  const isFiltered = Object.values(chosen).some((value) => value !== undefined);
  const clear = () => update(Object.fromEntries(NAMES.map((name) => [name, undefined])));
  return (
    <div className="flex flex-col gap-5">
      <PageHeader
        title="Audit"
        below={
          project === undefined
            ? "Who did what, in all projects: every change, sign-in and refusal."
            : `Who did what in the project ${project}: every change and refusal.`
        }
        actions={<ExportMenu filters={filters} />}
      />
      {project === undefined ? <ChainState length={first.page.data[0]?.position ?? 0} /> : null}
      <AuditFilters chosen={chosen} update={update} onClear={isFiltered ? clear : null} />
      <Panel className="overflow-visible">
        <ListStates
          list={list}
          empty={
            <EmptyState
              icon={ScrollText}
              title={isFiltered ? "No deed matches" : "Nothing was done yet"}
              action={isFiltered ? <Button onClick={clear}>Show all deeds</Button> : null}
            >
              {isFiltered
                ? "Nobody did anything that fits these filters."
                : "Each change, sign-in and refusal becomes a row here that nobody can alter."}
            </EmptyState>
          }
        >
          {(deeds) => <AuditTable deeds={deeds} narrow={update} />}
        </ListStates>
      </Panel>
    </div>
  );
}
