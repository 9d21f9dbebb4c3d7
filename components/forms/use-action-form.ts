"use client";

import { type DefaultValues, type FieldValues, type Path, useForm } from "react-hook-form";
import type { ActionResult } from "../../lib/client/action-result.ts";

type Options<Values, T> = {
  readonly defaultValues: Values;
  readonly act: (values: Values) => Promise<ActionResult<T>>;
  readonly onDone: (value: T) => void;
};

/**
 * A form behind a server action: faults the server finds stand at their fields, everything else above them (`root`). What was
 * typed stays with a refusal.
 */
export function useActionForm<Values extends FieldValues, T>(options: Options<Values, T>) {
  const { defaultValues, act, onDone } = options;
  const form = useForm<Values>({ defaultValues: defaultValues as DefaultValues<Values> });
  const submit = form.handleSubmit(async (values) => {
    const answer = await act(values);
    if (answer.ok) return onDone(answer.value);
    const at = (answer.problems ?? []).filter(({ pointer }) => pointer.slice(1) in defaultValues);
    for (const { pointer, message } of at)
      form.setError(pointer.slice(1) as Path<Values>, { message: `${capital(message)}.` });
    if (at.length === 0) form.setError("root", { message: answer.message });
    return undefined;
  });
  const { errors, isSubmitting } = form.formState;
  return {
    register: form.register,
    submit: (event: React.FormEvent) => void submit(event),
    busy: isSubmitting,
    failure: errors.root?.message,
    errorOf: (name: Path<Values>): string | undefined => {
      const message = errors[name]?.message;
      return typeof message === "string" ? message : undefined;
    },
  };
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
