"use client";

import { ListTree } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { queryKeys } from "../../lib/client/query-keys.ts";
import { type FirstPage, useLiveList } from "../../lib/client/use-live-list.ts";
import type { RunView } from "../../lib/contracts/run.ts";
import { RUN_STATUSES, TRIGGERS } from "../../lib/domain/run-state.ts";
import { Button } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { ListStates } from "../ui/list-states.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { Panel } from "../ui/panel.tsx";
import { SearchInput } from "../ui/search-input.tsx";
import { Select } from "../ui/select.tsx";
import { useUrlState } from "../ui/use-url-state.ts";
import { useRunSelection } from "./bulk/use-run-selection.ts";
import { TRIGGER_WORDS } from "./run-words.ts";
import { RunsTable } from "./runs-table.tsx";
import { StatusChips } from "./status-chips.tsx";

const BulkBar = dynamic(() => import("./bulk/bulk-bar.tsx").then((module) => module.BulkBar), {
  ssr: false,
});

type Props = { readonly first: FirstPage<RunView> };

export function RunsScreen({ first }: Props) {
  const [params, update] = useUrlState();
  const filters = {
    status: params.get("status") ?? undefined,
    trigger: params.get("trigger") ?? undefined,
    backfill: params.get("backfill") ?? undefined,
    q: params.get("q") ?? undefined,
  };
  const [picking, setPicking] = useState(false);
  const list = useLiveList({
    queryKey: queryKeys.runs(filters),
    path: "/api/v1/runs",
    filters,
    first,
    held: picking,
  });
  const selection = useRunSelection(
    JSON.stringify(filters),
    list.rows.map((run) => run.id),
  );
  // Rows keep their places while some are picked.
  if (picking !== selection.ids.size > 0) setPicking(selection.ids.size > 0);
  const chosen = RUN_STATUSES.filter((status) => filters.status?.split(",").includes(status));
  const filtered = Object.values(filters).some((value) => value !== undefined);
  const clear = () =>
    update({ status: undefined, trigger: undefined, backfill: undefined, q: undefined });

  return (
    <div className={picking ? "flex flex-col gap-5 pb-16" : "flex flex-col gap-5"}>
      <PageHeader title="Runs" below="Every planned moment, executed or not, newest first." />
      <div className="flex flex-wrap items-center gap-3">
        <SearchInput
          label="Search job names"
          value={filters.q ?? ""}
          onChange={(q) => update({ q })}
        />
        <Select
          aria-label="Trigger"
          className="w-40"
          value={filters.trigger ?? ""}
          onChange={(event) => update({ trigger: event.target.value })}
        >
          <option value="">Any trigger</option>
          {TRIGGERS.map((trigger) => (
            <option key={trigger} value={trigger}>
              {TRIGGER_WORDS[trigger]}
            </option>
          ))}
        </Select>
        <StatusChips chosen={chosen} onChange={(next) => update({ status: next.join(",") })} />
        {filtered ? (
          <Button variant="ghost" size="sm" onClick={clear}>
            Clear
          </Button>
        ) : null}
      </div>
      <Panel className="overflow-visible">
        <ListStates list={list} empty={<NoRuns filtered={filtered} onClear={clear} />}>
          {(runs) => <RunsTable runs={runs} withJob selection={selection} />}
        </ListStates>
      </Panel>
      {picking ? <BulkBar selection={selection} filters={filters} /> : null}
    </div>
  );
}

type NoRunsProps = { readonly filtered: boolean; readonly onClear: () => void };

function NoRuns({ filtered, onClear }: NoRunsProps) {
  if (filtered) {
    return (
      <EmptyState
        icon={ListTree}
        title="No run matches"
        action={<Button onClick={onClear}>Show all runs</Button>}
      >
        Nothing that ran, or was kept from running, fits these filters.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={ListTree}
      title="Nothing has run yet"
      action={
        <LinkButton href="/jobs/new" variant="primary">
          Create a job
        </LinkButton>
      }
    >
      Each moment a job is due becomes a row here, with what came of it and why.
    </EmptyState>
  );
}
