"use client";

import { relativeTime } from "../../lib/client/format-time.ts";
import { useNow } from "../../lib/client/use-now.ts";

type Props = {
  /** RFC 3339. */
  readonly at: string;
  /** IANA zone the hover text is written in; the reader's own when absent. */
  readonly zone?: string | undefined;
  readonly className?: string;
};

/** What has just happened may seem to lie ahead by the reader's clock; that much is the present. Milliseconds. */
const JUST_NOW = 2500;

/** "3s ago", kept true by the second; the exact moment with its zone on hover. */
export function RelativeTime({ at, zone, className }: Props) {
  const now = useNow();
  const moment = Date.parse(at);
  const isNow = moment > now && moment - now < JUST_NOW;
  return (
    <time
      dateTime={at}
      data-tip-time={zone ?? ""}
      suppressHydrationWarning
      className={className ?? "whitespace-nowrap tabular-nums"}
    >
      {relativeTime(isNow ? now : moment, now)}
    </time>
  );
}
