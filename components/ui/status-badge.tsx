import {
  Ban,
  CircleCheck,
  CircleDashed,
  CircleDotDashed,
  CircleSlash,
  CircleX,
  Clock,
  LoaderCircle,
  type LucideIcon,
} from "lucide-react";
import type { RunStatus } from "../../lib/domain/run-state.ts";
import { Badge, type Tone } from "./badge.tsx";

type Look = { readonly icon: LucideIcon; readonly tone: Tone; readonly word: string };

export const STATUS_LOOKS: { readonly [S in RunStatus]: Look } = {
  pending: { icon: Clock, tone: "idle", word: "Pending" },
  running: { icon: LoaderCircle, tone: "accent", word: "Running" },
  cancelling: { icon: CircleDotDashed, tone: "warn", word: "Cancelling" },
  completed: { icon: CircleCheck, tone: "good", word: "Completed" },
  failed: { icon: CircleX, tone: "bad", word: "Failed" },
  cancelled: { icon: Ban, tone: "idle", word: "Cancelled" },
  skipped: { icon: CircleSlash, tone: "idle", word: "Skipped" },
  missed: { icon: CircleDashed, tone: "warn", word: "Missed" },
};

const MOVING: readonly RunStatus[] = ["running", "cancelling"];

type Props = { readonly status: RunStatus; readonly className?: string };

/** A run's state as icon, word and colour; never colour alone. */
export function StatusBadge({ status, className }: Props) {
  const { icon: Icon, tone, word } = STATUS_LOOKS[status];
  return (
    <Badge tone={tone} {...(className === undefined ? {} : { className })}>
      <Icon
        aria-hidden
        className={MOVING.includes(status) ? "animate-spin [animation-duration:2.4s]" : undefined}
      />
      {word}
    </Badge>
  );
}
