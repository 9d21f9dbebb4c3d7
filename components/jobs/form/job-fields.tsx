"use client";

import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import type { TemplateView } from "../../../lib/contracts/template.ts";
import { executionKind, resolvePolicies } from "../../../lib/domain/policies.ts";
import type { ParameterSchema } from "../../../lib/domain/template/types.ts";
import { ParamsForm } from "../../params/params-form.tsx";
import { ScheduleBuilder } from "../../schedule/schedule-builder.tsx";
import { Input, Textarea } from "../../ui/input.tsx";
import { PointerField } from "../../ui/pointer-field.tsx";
import type { JobDraft } from "./job-draft.ts";
import { PoliciesSection } from "./policies-section.tsx";
import { startParams } from "./start-params.ts";
import { TemplatePicker } from "./template-picker.tsx";

type Props = {
  readonly draft: JobDraft;
  readonly templates: readonly TemplateView[];
  readonly template: TemplateView | undefined;
  readonly set: (change: Partial<JobDraft>) => void;
};

export function JobFields({ draft, templates, template, set }: Props) {
  const choose = (slug: string) => {
    const next = templates.find((each) => each.slug === slug);
    set({ template: slug, params: startParams(next) });
  };
  return (
    <>
      <Section title="What">
        <PointerField pointer="/name" label="Name" required>
          {(wiring) => (
            <Input
              {...wiring}
              autoComplete="off"
              placeholder="Nightly report"
              value={draft.name}
              onChange={(event) => set({ name: event.target.value })}
            />
          )}
        </PointerField>
        <TemplatePicker templates={templates} value={draft.template} onChange={choose} />
        {template ? (
          <ParamsForm
            key={template.slug}
            schema={template.parameters as ParameterSchema}
            value={draft.params}
            onChange={(params) => set({ params })}
          />
        ) : null}
      </Section>
      <Section title="When">
        <ScheduleBuilder
          draft={draft.schedule}
          onChange={(change) => set({ schedule: { ...draft.schedule, ...change } })}
        />
      </Section>
      <Disclosure title="Policies" about="retries, time limit, overlap, missed slots">
        <PoliciesSection
          policies={draft.policies}
          defaults={resolvePolicies(
            executionKind(template?.executor ?? "http", draft.params),
            template?.policies,
          )}
          onChange={(policies) => set({ policies })}
        />
      </Disclosure>
      <Disclosure title="Details" about="key, description, tags">
        <Details draft={draft} set={set} />
      </Disclosure>
    </>
  );
}

function Details({ draft, set }: Pick<Props, "draft" | "set">) {
  return (
    <div className="flex flex-col gap-4">
      <PointerField
        pointer="/key"
        label="Key"
        hint="What files, command lines and the API call the job by. Made from the name when empty."
      >
        {(wiring) => (
          <Input
            {...wiring}
            mono
            autoComplete="off"
            placeholder="nightly-report"
            value={draft.key}
            onChange={(event) => set({ key: event.target.value })}
          />
        )}
      </PointerField>
      <PointerField pointer="/description" label="Description">
        {(wiring) => (
          <Textarea
            {...wiring}
            rows={3}
            value={draft.description}
            onChange={(event) => set({ description: event.target.value })}
          />
        )}
      </PointerField>
      <PointerField pointer="/tags" label="Tags" hint="Separated by commas.">
        {(wiring) => (
          <Input
            {...wiring}
            autoComplete="off"
            placeholder="reports, finance"
            value={draft.tags}
            onChange={(event) => set({ tags: event.target.value })}
          />
        )}
      </PointerField>
    </div>
  );
}

type SectionProps = { readonly title: string; readonly children: ReactNode };

function Section({ title, children }: SectionProps) {
  return (
    <section className="rounded-lg border border-line bg-surface shadow-card">
      <h2 className="border-line border-b px-5 py-2.5 font-medium text-sm">{title}</h2>
      <div className="flex flex-col gap-4 p-5">{children}</div>
    </section>
  );
}

function Disclosure({ title, about, children }: SectionProps & { readonly about: string }) {
  return (
    <details className="group rounded-lg border border-line bg-surface shadow-card">
      <summary className="flex list-none items-center gap-2 rounded-lg px-5 py-2.5 text-sm hover:bg-hover">
        <ChevronRight
          aria-hidden
          className="size-4 text-muted transition-transform group-open:rotate-90"
        />
        <span className="font-medium">{title}</span>
        <span className="truncate text-muted text-xs">{about}</span>
      </summary>
      <div className="border-line border-t p-5">{children}</div>
    </details>
  );
}
