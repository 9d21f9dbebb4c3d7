"use client";

import { LayoutTemplate } from "lucide-react";
import Link from "next/link";
import { queryKeys } from "../../lib/client/query-keys.ts";
import { type FirstPage, useLiveList } from "../../lib/client/use-live-list.ts";
import type { TemplateView } from "../../lib/contracts/template.ts";
import { Badge } from "../ui/badge.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { ListStates } from "../ui/list-states.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { Panel } from "../ui/panel.tsx";
import { EXECUTOR_ICONS } from "./executor-icons.ts";

type Props = { readonly first: FirstPage<TemplateView> };

export function TemplatesScreen({ first }: Props) {
  const list = useLiveList({
    queryKey: queryKeys.templates,
    path: "/api/v1/templates",
    filters: {},
    first,
  });
  return (
    <div className="flex flex-col gap-5">
      <PageHeader
        title="Templates"
        below="What can be executed: an executor, its configuration, and the parameters a job fills in."
      />
      <Panel className="overflow-visible">
        <ListStates
          list={list}
          empty={
            <EmptyState icon={LayoutTemplate} title="No templates">
              Even the built-in ones are missing. Run the migrations again.
            </EmptyState>
          }
        >
          {(templates) => (
            <ul className="divide-y divide-line">
              {templates.map((template) => (
                <TemplateRow key={template.id} template={template} />
              ))}
            </ul>
          )}
        </ListStates>
      </Panel>
    </div>
  );
}

function TemplateRow({ template }: { readonly template: TemplateView }) {
  const Icon = EXECUTOR_ICONS[template.executor];
  return (
    <li className="relative flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 text-sm transition-colors hover:bg-hover">
      <Icon aria-hidden className="size-4 shrink-0 text-muted" />
      <div className="min-w-0 flex-1 basis-60">
        <Link
          href={`/templates/${template.slug}`}
          className="font-medium after:absolute after:inset-0"
        >
          {template.name}
        </Link>
        <p className="truncate text-muted text-xs">{template.description}</p>
      </div>
      <code className="font-mono text-muted text-xs">
        {template.slug}@{template.version}
      </code>
      {template.builtIn ? <Badge>Built in</Badge> : null}
      {template.shared ? <Badge tone="accent">Shared</Badge> : null}
      <LinkButton
        href={`/jobs/new?template=${template.slug}`}
        size="sm"
        className="relative z-1"
        aria-label={`New job from ${template.name}`}
      >
        New job
      </LinkButton>
    </li>
  );
}
