"use client";

import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { type FocusEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useForm, useWatch } from "react-hook-form";
import { toast } from "../../../lib/client/toasts.ts";
import type { JobCreate } from "../../../lib/contracts/job.ts";
import type { TemplateView } from "../../../lib/contracts/template.ts";
import type { Problem } from "../../../lib/domain/problem.ts";
import { scheduleInput } from "../../schedule/schedule-draft.ts";
import { SchedulePreview } from "../../schedule/schedule-preview.tsx";
import { usePreview } from "../../schedule/use-preview.ts";
import { ProblemsProvider } from "../../ui/problems.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { checkDraft } from "./check-draft.ts";
import { ConflictNotice } from "./conflict-notice.tsx";
import { draftOfBody, isRescheduled, type JobDraft, jobBody, jobPatch } from "./job-draft.ts";
import { JobFields } from "./job-fields.tsx";
import { JsonView } from "./json-view.tsx";
import { SaveBar } from "./save-bar.tsx";
import { type Edited, useSaveJob } from "./use-save-job.ts";
import { useUnsavedGuard } from "./use-unsaved-guard.ts";
import { visibleProblems } from "./visible-problems.ts";

const ScheduleOutlook = dynamic(
  () => import("../../schedule/schedule-outlook.tsx").then((module) => module.ScheduleOutlook),
  { ssr: false, loading: () => <Skeleton className="h-20" /> },
);

const VIEWS = [
  { value: "form", label: "Form" },
  { value: "json", label: "JSON" },
] as const;
type View = (typeof VIEWS)[number]["value"];

/** The form library would follow the types of JSON for ever. */
type Values = { [Name in keyof JobDraft]: unknown };

type Props = {
  readonly templates: readonly TemplateView[];
  readonly start: JobDraft;
  readonly edited: Edited;
};

/** One form for a new job and for a changed one, with the same job as JSON beside it. */
export function JobForm({ templates, start, edited }: Props) {
  const router = useRouter();
  const form = useForm<Values>({ defaultValues: start });
  const draft = useWatch({ control: form.control }) as JobDraft;
  const template = templates.find(({ slug }) => slug === draft.template);
  const body = jobBody(draft);
  const preview = usePreview(scheduleInput(draft.schedule));
  const own = useOwnProblems(draft, template);
  const [view, setView] = useState<View>("form");
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [submitted, setSubmitted] = useState(false);
  const [saved, setSaved] = useState(false);
  const [dropped, setDropped] = useState(false);
  const { saving, refusal, conflict, save } = useSaveJob(edited);
  const element = useRef<HTMLFormElement>(null);
  const found = [...own, ...preview.problems];
  const problems = visibleProblems({ own: found, refusal, body, touched, submitted });
  useUnsavedGuard(form.formState.isDirty && !saved && !dropped);
  useEffect(() => {
    if (dropped) window.location.reload();
  }, [dropped]);
  useEffect(() => {
    if (refusal !== null) focusFirstFault(element.current);
  }, [refusal]);

  const submit = async (over?: "over-others") => {
    setSubmitted(true);
    const faults = await checkDraft(draft, template);
    if (faults.length + preview.problems.length > 0) {
      requestAnimationFrame(() => focusFirstFault(element.current));
      return;
    }
    const job = await save(edited === null ? body : jobPatch(draft, start), over);
    if (job === undefined) return;
    setSaved(true);
    toast({
      tone: "good",
      text: edited === null ? `${job.name} is scheduled` : `${job.name} saved`,
    });
    router.push(`/jobs/${job.id}`);
  };
  const set = (change: Partial<JobDraft>) => {
    for (const [name, value] of Object.entries(change)) {
      form.setValue(name as keyof JobDraft, value, { shouldDirty: true });
    }
  };
  const noticeLeft = ({ target }: FocusEvent) => {
    const pointer = target.closest<HTMLElement>("[data-pointer]")?.dataset["pointer"];
    if (pointer !== undefined) setTouched((all) => new Set([...all, pointer]));
  };
  const noticeKey = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void submit();
  };

  return (
    <form
      ref={element}
      noValidate
      onBlur={noticeLeft}
      onKeyDown={noticeKey}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
      className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_21rem]"
    >
      <div className="flex min-w-0 flex-col gap-5">
        <Segmented<View> label="View" value={view} options={VIEWS} onChange={setView} />
        <ProblemsProvider problems={problems}>
          {view === "form" ? (
            <JobFields draft={draft} templates={templates} template={template} set={set} />
          ) : (
            <JsonView
              body={body}
              problems={problems}
              onChange={(json) => set(draftOfBody(json as Partial<JobCreate>, draft))}
            />
          )}
        </ProblemsProvider>
      </div>
      <div className="flex flex-col gap-4 lg:sticky lg:top-8 lg:max-h-[calc(100dvh-4rem)] *:shrink-0">
        <div className="flex flex-col gap-4 *:shrink-0 lg:-m-1 lg:min-h-40 lg:shrink! lg:overflow-y-auto lg:p-1">
          <SchedulePreview preview={preview} />
          <ScheduleOutlook
            schedule={scheduleInput(draft.schedule)}
            policies={draft.policies}
            jobId={edited?.id ?? null}
            compare={edited !== null && isRescheduled(draft, start)}
          />
        </div>
        <ConflictNotice
          message={conflict}
          saving={saving}
          onSaveOver={() => void submit("over-others")}
          onDrop={() => setDropped(true)}
        />
        <SaveBar
          saving={saving}
          label={edited === null ? "Create job" : "Save changes"}
          back={edited === null ? "/jobs" : `/jobs/${edited.id}`}
          problems={submitted ? problems.length : 0}
        />
      </div>
    </form>
  );
}

/** What the form itself finds wrong, as it is typed. */
function useOwnProblems(draft: JobDraft, template: TemplateView | undefined): readonly Problem[] {
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const text = JSON.stringify(draft);
  useEffect(() => {
    let current = true;
    void checkDraft(JSON.parse(text) as JobDraft, template).then((found) => {
      if (current) setProblems(found);
    });
    return () => {
      current = false;
    };
  }, [text, template]);
  return problems;
}

function focusFirstFault(form: HTMLFormElement | null): void {
  const fault = form?.querySelector<HTMLElement>('[aria-invalid="true"], [data-field-error]');
  fault?.scrollIntoView({ block: "center" });
  fault?.focus({ preventScroll: true });
}
