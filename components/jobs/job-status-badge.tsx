import { CircleCheck, CirclePause, CirclePlay, type LucideIcon } from "lucide-react";
import type { JobView } from "../../lib/contracts/job.ts";
import { Badge, type Tone } from "../ui/badge.tsx";

type Look = { readonly icon: LucideIcon; readonly tone: Tone; readonly word: string };

const LOOKS: { readonly [S in JobView["status"]]: Look } = {
  active: { icon: CirclePlay, tone: "good", word: "Active" },
  paused: { icon: CirclePause, tone: "warn", word: "Paused" },
  finished: { icon: CircleCheck, tone: "idle", word: "Finished" },
};

export function JobStatusBadge({ status }: { readonly status: JobView["status"] }) {
  const { icon: Icon, tone, word } = LOOKS[status];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden />
      {word}
    </Badge>
  );
}
