"use client";

import { useState } from "react";
import type { ActionResult } from "../../lib/client/action-result.ts";
import { toast } from "../../lib/client/toasts.ts";

/** Does one deed at a time by a server action and tells how it ended; `done` is what is said of success. */
export function useDeed() {
  const [busy, setBusy] = useState(false);
  const during = async (deed: () => Promise<ActionResult<unknown>>, done: string) => {
    setBusy(true);
    const answer = await deed();
    setBusy(false);
    toast(answer.ok ? { tone: "good", text: done } : { tone: "bad", text: answer.message });
    return answer.ok;
  };
  return { busy, during };
}
