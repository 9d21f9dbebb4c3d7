"use client";

import { useEffect, useState } from "react";
import type { ActionResult } from "../../lib/client/action-result.ts";
import { toast } from "../../lib/client/toasts.ts";
import { Select } from "../ui/select.tsx";

type Named = { readonly slug: string; readonly name: string };

type Props = {
  readonly present: Named;
  readonly projects: readonly Named[];
  readonly switchTo: (slug: string) => Promise<ActionResult<{ slug: string }>>;
};

/** Tabs of one browser, which share the choice. */
const CHANNEL = "punctual.project";

/** Shows which project the console is about, and leads to another; other tabs follow. */
export function ProjectSwitcher({ present, projects, switchTo }: Props) {
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    const channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = ({ data }) => {
      if (data !== present.slug) window.location.assign("/");
    };
    return () => channel.close();
  }, [present.slug]);
  const go = async (slug: string) => {
    setBusy(true);
    const answer = await switchTo(slug);
    if (!answer.ok) {
      setBusy(false);
      toast({ tone: "bad", text: answer.message });
      return;
    }
    new BroadcastChannel(CHANNEL).postMessage(slug);
    // Everything that was read belongs to the other project: the page begins anew.
    window.location.assign("/");
  };
  const all = projects.some(({ slug }) => slug === present.slug)
    ? projects
    : [present, ...projects];
  return (
    <Select
      aria-label="Project"
      className="mb-2"
      value={present.slug}
      disabled={busy}
      onChange={(event) => void go(event.target.value)}
    >
      {all
        .toSorted((one, other) => one.name.localeCompare(other.name))
        .map(({ slug, name }) => (
          <option key={slug} value={slug}>
            {name === slug ? name : `${name} (${slug})`}
          </option>
        ))}
    </Select>
  );
}
