"use client";

import { useRef, useState } from "react";
import { ApiError, api } from "../../../lib/client/api.ts";
import { toast } from "../../../lib/client/toasts.ts";
import type { CalendarView } from "../../../lib/contracts/calendar.ts";
import type { Refusal } from "../../jobs/form/visible-problems.ts";

export type SaveCalendar = {
  readonly saving: boolean;
  readonly refusal: Refusal | null;
  /** The saved calendar, undefined when it was refused; then nothing typed is lost. */
  readonly save: (body: object) => Promise<CalendarView | undefined>;
};

/** Creates or changes a calendar. A creation that is repeated after a lost answer makes no second one. */
export function useSaveCalendar(edited: CalendarView | null): SaveCalendar {
  const [saving, setSaving] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const key = useRef({ text: "", key: "" });

  const send = (body: object): Promise<CalendarView> => {
    if (edited !== null) {
      const headers = { "if-match": `"${edited.version}"` };
      return api(`/api/v1/calendars/${edited.id}`, { method: "PATCH", body, headers });
    }
    const text = JSON.stringify(body);
    if (key.current.text !== text) key.current = { text, key: crypto.randomUUID() };
    const headers = { "idempotency-key": key.current.key };
    return api("/api/v1/calendars", { method: "POST", body, headers });
  };

  const save = async (body: object) => {
    setSaving(true);
    setRefusal(null);
    try {
      return await send(body);
    } catch (error) {
      const problems = error instanceof ApiError ? error.problems : [];
      setRefusal({ problems, body });
      if (problems.length === 0) {
        const known = error instanceof ApiError;
        toast({ tone: "bad", text: known ? error.message : "The calendar could not be saved." });
      }
      return undefined;
    } finally {
      setSaving(false);
    }
  };

  return { saving, refusal, save };
}
