"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ApiError, api } from "../../lib/client/api.ts";
import { toast } from "../../lib/client/toasts.ts";
import type { CalendarView } from "../../lib/contracts/calendar.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { calendarKeys } from "./calendar-keys.ts";

const ConfirmDialog = dynamic(() =>
  import("../ui/confirm-dialog.tsx").then((module) => module.ConfirmDialog),
);

/** The button that deletes a calendar, and the question before it. */
export function DeleteCalendar({ calendar }: { readonly calendar: CalendarView }) {
  const router = useRouter();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const remove = async () => {
    setBusy(true);
    try {
      await api(`/api/v1/calendars/${calendar.id}`, { method: "DELETE" });
      await client.invalidateQueries({ queryKey: calendarKeys.list });
      toast({ tone: "good", text: `${calendar.name} deleted` });
      router.push("/calendars");
    } catch (error) {
      const text = error instanceof ApiError ? error.message : "The calendar could not be deleted.";
      toast({ tone: "bad", text });
      setAsking(false);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <IconButton
        label="Delete calendar"
        variant="danger"
        size="icon"
        onClick={() => setAsking(true)}
      >
        <Trash2 aria-hidden />
      </IconButton>
      {asking ? (
        <ConfirmDialog
          title={`Delete ${calendar.name}?`}
          confirm="Delete calendar"
          busy={busy}
          onConfirm={() => void remove()}
          onClose={() => setAsking(false)}
        >
          What it excluded in the past stays in the ledger. A calendar that jobs name is not
          deleted.
        </ConfirmDialog>
      ) : null}
    </>
  );
}
