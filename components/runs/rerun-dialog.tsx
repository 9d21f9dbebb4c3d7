"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ApiError, api, withQuery } from "../../lib/client/api.ts";
import { toast } from "../../lib/client/toasts.ts";
import type { RunDetailView } from "../../lib/contracts/run.ts";
import type { TemplateView } from "../../lib/contracts/template.ts";
import type { JsonObject } from "../../lib/domain/json.ts";
import type { Problem } from "../../lib/domain/problem.ts";
import { fieldsOf } from "../../lib/domain/template/fields.ts";
import type { ParameterSchema } from "../../lib/domain/template/types.ts";
import { ParamsForm } from "../params/params-form.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { ProblemsProvider } from "../ui/problems.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { changedParams } from "./changed-params.ts";

const FORM = "rerun-form";

type Props = { readonly run: RunDetailView; readonly onClose: () => void };

/** Runs a run once more with other parameters: the form of its template, filled with what the run had. */
export function RerunDialog({ run, onClose }: Props) {
  const router = useRouter();
  const [params, setParams] = useState<JsonObject>(run.params);
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [busy, setBusy] = useState(false);
  const template = useQuery({
    queryKey: ["template", run.templateId, run.templateVersion],
    queryFn: ({ signal }) => {
      const path = `/api/v1/templates/${run.templateId}`;
      return api<TemplateView>(withQuery(path, { version: run.templateVersion }), { signal });
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  const schema = template.data?.parameters as ParameterSchema | undefined;
  const changed = changedParams(run.params, params);

  const start = async () => {
    setBusy(true);
    try {
      const body = { params: changed.params };
      const next = await api<RunDetailView>(`/api/v1/runs/${run.id}/rerun`, {
        method: "POST",
        body,
      });
      onClose();
      router.push(`/runs/${next.id}`);
    } catch (error) {
      setBusy(false);
      const refused = error instanceof ApiError ? error.problems : [];
      setProblems(refused);
      if (refused.length > 0) return;
      const text = error instanceof ApiError ? error.message : "The run was not started.";
      toast({ tone: "bad", text, detail: "Nothing was changed." });
    }
  };

  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => open || onClose()}
      title="Run again with other parameters"
      description={`Once, for ${run.jobName}. The job keeps its own.`}
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button
            variant="primary"
            type="submit"
            form={FORM}
            busy={busy}
            disabled={schema === undefined || changed.emptied.length > 0}
          >
            Run again
          </Button>
        </>
      }
    >
      <form
        id={FORM}
        noValidate
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void start();
        }}
      >
        {schema === undefined ? (
          <Loading error={template.error} />
        ) : (
          <ProblemsProvider problems={problems}>
            <ParamsForm schema={schema} value={params} onChange={setParams} />
            <Hints schema={schema} problems={problems} emptied={changed.emptied} />
          </ProblemsProvider>
        )}
      </form>
    </Dialog>
  );
}

function Loading({ error }: { readonly error: Error | null }) {
  if (error) return <p className="text-bad text-sm">{error.message}</p>;
  return <Skeleton className="h-24 w-full" />;
}

type HintsProps = {
  readonly schema: ParameterSchema;
  readonly problems: readonly Problem[];
  readonly emptied: readonly string[];
};

/** What no field of the form can say. */
function Hints({ schema, problems, emptied }: HintsProps) {
  const fields = fieldsOf(schema);
  const shown = fields.filter((field) => field.kind !== "hidden").map((field) => field.name);
  const elsewhere = problems.filter(
    ({ pointer }) => !shown.includes(pointer.split("/")[2]?.replaceAll("~1", "/") ?? ""),
  );
  const titles = emptied.map((name) => fields.find((field) => field.name === name)?.title ?? name);
  return (
    <div role="alert" className="flex flex-col gap-1 text-bad text-sm empty:hidden">
      {titles.length > 0 ? (
        <p>
          A run that had a value cannot run again without one: fill{" "}
          {titles.join(", ").toLowerCase()}.
        </p>
      ) : null}
      {elsewhere.map(({ pointer, message }) => (
        <p key={pointer}>
          {pointer} {message}
        </p>
      ))}
    </div>
  );
}
