"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { api } from "../../lib/client/api.ts";
import { queryKeys } from "../../lib/client/query-keys.ts";
import { RENDERED_BEFORE } from "../../lib/client/rendered-before.ts";
import type { RunWhyView } from "../../lib/contracts/why.ts";
import { isFinal } from "../../lib/domain/run-state.ts";
import { WhySentence } from "../why/why-sentence.tsx";

const WhyDetails = dynamic(() =>
  import("../why/why-details.tsx").then((module) => module.WhyDetails),
);

/** Workers come and go and leases run on without an event of the run. Milliseconds. */
const LOOK_AGAIN_MS = 5_000;

type Props = { readonly why: RunWhyView };

/**
 * A run's state and the reason for it in a sentence, and what it follows from on demand. While the run goes on the
 * sentence changes with every heartbeat, which is nothing to read out.
 */
export function RunWhy({ why: rendered }: Props) {
  const [open, setOpen] = useState(false);
  const { data: why } = useQuery({
    queryKey: queryKeys.runWhy(rendered.runId),
    queryFn: ({ signal }) => api<RunWhyView>(`/api/v1/runs/${rendered.runId}/why`, { signal }),
    initialData: rendered,
    initialDataUpdatedAt: RENDERED_BEFORE,
    refetchInterval: ({ state }) =>
      state.data !== undefined && isFinal(state.data.status) ? false : LOOK_AGAIN_MS,
  });
  return (
    <div className="max-w-4xl">
      <p>
        <span aria-live={why.status === "running" ? "off" : "polite"} className="text-ink">
          <WhySentence text={why.summary} />
        </span>{" "}
        <button
          type="button"
          aria-expanded={open}
          aria-controls="run-why"
          onClick={() => setOpen(!open)}
          className="inline-flex items-center whitespace-nowrap rounded text-accent hover:underline"
        >
          Why?
          <ChevronRight
            aria-hidden
            className={`size-3.5 transition-transform ${open ? "rotate-90" : ""}`}
          />
        </button>
      </p>
      <div id="run-why" hidden={!open} className="mt-3">
        {open ? <WhyDetails why={why} /> : null}
      </div>
    </div>
  );
}
