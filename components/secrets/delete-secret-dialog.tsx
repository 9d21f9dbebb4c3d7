"use client";

import { useState } from "react";
import { ApiError, api, withQuery } from "../../lib/client/api.ts";
import { toast } from "../../lib/client/toasts.ts";
import type { SecretView } from "../../lib/contracts/secret.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { UsageList } from "./usage-list.tsx";

type Props = {
  readonly secret: SecretView;
  readonly onDone: () => void;
  readonly onClose: () => void;
};

/** Asks before a secret goes, and shows whose runs will fail. */
export function DeleteSecretDialog({ secret, onDone, onClose }: Props) {
  const [busy, setBusy] = useState(false);
  const { name, project } = secret;
  const remove = async () => {
    setBusy(true);
    try {
      await api(withQuery(`/api/v1/secrets/${name}`, { project }), { method: "DELETE" });
      toast({ tone: "good", text: `${name} deleted` });
      onDone();
    } catch (error) {
      const text = error instanceof ApiError ? error.message : "The secret could not be deleted.";
      toast({ tone: "bad", text });
      onClose();
    }
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={`Delete ${name}?`}
      description="Its value is gone for good. Runs that name it fail until there is one of that name again."
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button variant="danger" busy={busy} onClick={() => void remove()}>
            Delete secret
          </Button>
        </>
      }
    >
      <UsageList secret={secret} unused="Nothing names it, so nothing will fail." />
    </Dialog>
  );
}
