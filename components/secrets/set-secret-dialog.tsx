"use client";

import { useState } from "react";
import { ApiError, api } from "../../lib/client/api.ts";
import { toast } from "../../lib/client/toasts.ts";
import type { SecretView } from "../../lib/contracts/secret.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Input, Textarea } from "../ui/input.tsx";

type Props = {
  /** The one whose value is replaced; null makes a new one. */
  readonly secret: SecretView | null;
  readonly onDone: () => void;
  readonly onClose: () => void;
};

type Faults = { readonly name?: string; readonly value?: string };

/** Takes a value, which nobody will be shown again. */
export function SetSecretDialog({ secret, onDone, onClose }: Props) {
  const [name, setName] = useState(secret?.name ?? "");
  const [value, setValue] = useState("");
  const [faults, setFaults] = useState<Faults>({});
  const [busy, setBusy] = useState(false);
  const save = async () => {
    if (name === "") return setFaults({ name: "Give it a name." });
    if (value === "") return setFaults({ value: "Give it a value." });
    setBusy(true);
    try {
      await send(secret, { name, value });
      toast({ tone: "good", text: `${name} is kept` });
      onDone();
    } catch (error) {
      setFaults(faultsOf(error));
      setBusy(false);
    }
    return undefined;
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={secret === null ? "Add a secret" : `Replace ${secret.name}`}
      description="Its value is encrypted and never shown again. Runs that start after this use it."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" busy={busy} onClick={() => void save()}>
            {secret === null ? "Keep it" : "Replace it"}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {secret === null ? (
          <Field
            id="secret-name"
            label="Name"
            required
            error={faults.name}
            hint={`Letters, digits and _. Jobs say {{ secrets.${name || "NAME"} }}.`}
          >
            {(wiring) => (
              <Input
                {...wiring}
                mono
                autoComplete="off"
                spellCheck={false}
                placeholder="BILLING_KEY"
                value={name}
                onChange={(event) => setName(event.target.value.trim())}
              />
            )}
          </Field>
        ) : null}
        <Field id="secret-value" label="Value" required error={faults.value} hint="Up to 32 KiB.">
          {(wiring) => (
            <Textarea
              {...wiring}
              mono
              autoComplete="off"
              spellCheck={false}
              rows={4}
              value={value}
              onChange={(event) => setValue(event.target.value)}
            />
          )}
        </Field>
      </div>
    </Dialog>
  );
}

function send(secret: SecretView | null, given: { name: string; value: string }) {
  if (secret === null) return api("/api/v1/secrets", { method: "POST", body: given });
  const { name, project } = secret;
  const body = { value: given.value, project };
  return api(`/api/v1/secrets/${name}`, { method: "PUT", body });
}

function faultsOf(error: unknown): Faults {
  if (!(error instanceof ApiError)) return { value: "The secret could not be kept." };
  const at = (pointer: string) =>
    error.problems.find((problem) => problem.pointer === pointer)?.message;
  const [name, value] = [at("/name"), at("/value")];
  if (name === undefined && value === undefined) return { value: error.message };
  return { ...(name === undefined ? {} : { name }), ...(value === undefined ? {} : { value }) };
}
