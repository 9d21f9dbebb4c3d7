"use client";

import { useState } from "react";
import { ApiError, api } from "../../../lib/client/api.ts";
import type { CalendarFindings } from "../../../lib/contracts/calendar.ts";

/** A file that was looked at: what it holds, or why it cannot be taken. */
export type Looked = {
  readonly file: string;
  readonly found: CalendarFindings | null;
  readonly refused: readonly string[];
};

export type Import = {
  readonly busy: boolean;
  readonly looked: Looked | null;
  readonly look: (file: File) => Promise<void>;
  readonly drop: () => void;
};

/** Asks the server what an iCalendar file holds; nothing is stored by that. */
export function useImport(): Import {
  const [busy, setBusy] = useState(false);
  const [looked, setLooked] = useState<Looked | null>(null);
  const look = async (file: File) => {
    setBusy(true);
    try {
      const body = { ics: await readText(file) };
      const found = await api<CalendarFindings>("/api/v1/calendars?dryRun=true", {
        method: "POST",
        body,
      });
      setLooked({ file: file.name, found, refused: [] });
    } catch (error) {
      setLooked({ file: file.name, found: null, refused: reasonsOf(error) });
    } finally {
      setBusy(false);
    }
  };
  return { busy, looked, look, drop: () => setLooked(null) };
}

/** Files are to be UTF-8; old ones of the West are in the character set of its Windows. */
async function readText(file: File): Promise<string> {
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

function reasonsOf(error: unknown): readonly string[] {
  if (!(error instanceof ApiError)) return ["The file cannot be read."];
  return error.problems.length === 0
    ? [error.message]
    : error.problems.map(({ message }) => message);
}
