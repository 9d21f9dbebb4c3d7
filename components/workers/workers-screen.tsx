"use client";

import {
  CircleCheck,
  CircleDashed,
  CircleStop,
  Hourglass,
  type LucideIcon,
  Server,
} from "lucide-react";
import { queryKeys } from "../../lib/client/query-keys.ts";
import { type FirstPage, useLiveList } from "../../lib/client/use-live-list.ts";
import type { WorkerView } from "../../lib/contracts/worker.ts";
import { Badge, type Tone } from "../ui/badge.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { ListStates } from "../ui/list-states.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { Panel } from "../ui/panel.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { Table, Td, Th, Tr } from "../ui/table.tsx";

type Look = { readonly icon: LucideIcon; readonly tone: Tone; readonly word: string };

const LOOKS: { readonly [S in WorkerView["status"]]: Look } = {
  online: { icon: CircleCheck, tone: "good", word: "Online" },
  late: { icon: Hourglass, tone: "warn", word: "Late" },
  gone: { icon: CircleDashed, tone: "bad", word: "Gone" },
  stopped: { icon: CircleStop, tone: "idle", word: "Stopped" },
};

type Props = { readonly first: FirstPage<WorkerView> };

export function WorkersScreen({ first }: Props) {
  const list = useLiveList({
    queryKey: queryKeys.workers,
    path: "/api/v1/workers",
    filters: {},
    first,
  });
  return (
    <div className="flex flex-col gap-5">
      <PageHeader title="Workers" below="The processes that claim and execute runs." />
      <Panel className="overflow-visible">
        <ListStates list={list} empty={<NoWorkers />}>
          {(workers) => <WorkersTable workers={workers} />}
        </ListStates>
      </Panel>
    </div>
  );
}

function NoWorkers() {
  return (
    <EmptyState icon={Server} title="No worker has ever started">
      Nothing runs without one. Start it with <code className="font-mono">npm run worker</code>, on
      as many machines as you like.
    </EmptyState>
  );
}

function WorkersTable({ workers }: { readonly workers: readonly WorkerView[] }) {
  return (
    <Table>
      <thead>
        <tr>
          <Th>Status</Th>
          <Th>Name</Th>
          <Th>Slots in use</Th>
          <Th>Pools</Th>
          <Th className="hidden md:table-cell">Version</Th>
          <Th className="hidden sm:table-cell">Started</Th>
          <Th>Heartbeat</Th>
        </tr>
      </thead>
      <tbody>
        {workers.map((worker) => (
          <WorkerRow key={worker.id} worker={worker} />
        ))}
      </tbody>
    </Table>
  );
}

function WorkerRow({ worker }: { readonly worker: WorkerView }) {
  const { icon: Icon, tone, word } = LOOKS[worker.status];
  return (
    <Tr>
      <Td>
        <span className="flex flex-wrap gap-1">
          <Badge tone={tone}>
            <Icon aria-hidden />
            {word}
          </Badge>
          {worker.draining ? <Badge tone="warn">Draining</Badge> : null}
          {worker.kind === "external" ? <Badge>External</Badge> : null}
          {worker.capabilities.map((capability) => (
            <Badge key={capability}>{capability}</Badge>
          ))}
        </span>
      </Td>
      <Td className="max-w-64 truncate font-medium">{worker.name}</Td>
      <Td>
        <span className="flex items-center gap-2">
          <span aria-hidden className="h-1.5 w-20 overflow-hidden rounded-full bg-idle-soft">
            <span
              className="block h-full rounded-full bg-accent-fill transition-[width]"
              style={{ width: `${(100 * worker.slotsUsed) / Math.max(1, worker.slots)}%` }}
            />
          </span>
          <span className="text-muted text-xs tabular-nums">
            {worker.slotsUsed} of {worker.slots}
          </span>
        </span>
      </Td>
      <Td className="text-muted">
        {worker.pools.join(", ")}
        {worker.tasks === null ? null : (
          <span className="block max-w-64 truncate text-xs" title={worker.tasks.join(", ")}>
            {worker.tasks.join(", ")}
          </span>
        )}
      </Td>
      <Td className="hidden text-muted md:table-cell">{worker.version}</Td>
      <Td className="hidden text-muted sm:table-cell">
        <RelativeTime at={worker.startedAt} />
      </Td>
      <Td className="text-muted">
        <RelativeTime at={worker.heartbeatAt} />
      </Td>
    </Tr>
  );
}
