"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { clsx } from "clsx";
import { Download } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useLog } from "../../lib/client/use-log.ts";
import type { LogLine } from "../../lib/contracts/log.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { Panel } from "../ui/panel.tsx";
import { Skeleton } from "../ui/skeleton.tsx";

const LINE_HEIGHT = 20;
const AHEAD = 20;
/** Pixels from the end within which the reader counts as following. */
const NEAR = 8;

type Props = {
  readonly runId: string;
  /** More lines may come. */
  readonly active: boolean;
};

/** A run's log: opens at its end, follows it while the reader stays there, and finds text in it. */
export function LogPanel({ runId, active }: Props) {
  const log = useLog(runId, active);
  const [follow, setFollow] = useState(true);
  const [search, setSearch] = useState("");
  const wanted = search.toLowerCase();
  const lines =
    wanted === ""
      ? log.lines
      : log.lines.filter((line) => line.text.toLowerCase().includes(wanted));
  return (
    <Panel
      title={
        <span className="flex items-baseline gap-2">
          Log
          <span className="font-normal text-muted text-xs tabular-nums">
            {wanted === "" ? log.lines.length : `${lines.length} of ${log.lines.length}`} lines
          </span>
        </span>
      }
      aside={
        <div className="flex items-center gap-2">
          <input
            type="search"
            aria-label="Search the log"
            placeholder="Search"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            className="h-7 w-28 rounded-md border border-line-strong bg-surface px-2 text-xs sm:w-40"
          />
          <label className="flex cursor-pointer items-center gap-1.5 text-muted text-xs">
            <input
              type="checkbox"
              className="accent-accent"
              checked={follow}
              onChange={(event) => setFollow(event.target.checked)}
            />
            Follow
          </label>
          <IconButton label="Download the log" onClick={() => download(runId, log.lines)}>
            <Download aria-hidden />
          </IconButton>
        </div>
      }
    >
      {log.error ? (
        <p role="alert" className="border-line border-b bg-bad-soft px-4 py-2 text-bad text-xs">
          {log.error}
        </p>
      ) : null}
      <LogBody
        lines={lines}
        loading={log.loading}
        active={active}
        follow={follow}
        onFollow={setFollow}
      />
    </Panel>
  );
}

type BodyProps = {
  readonly lines: readonly LogLine[];
  readonly loading: boolean;
  readonly active: boolean;
  readonly follow: boolean;
  readonly onFollow: (follow: boolean) => void;
};

function LogBody({ lines, loading, active, follow, onFollow }: BodyProps) {
  if (loading) return <Skeleton className="m-4 h-20" />;
  if (lines.length === 0) {
    return (
      <p className="px-4 py-6 text-center text-muted text-sm">
        {active ? "Nothing has been written yet." : "Nothing was written."}
      </p>
    );
  }
  return <LogLines lines={lines} follow={follow} onFollow={onFollow} />;
}

type LinesProps = Pick<BodyProps, "lines" | "follow" | "onFollow">;

function LogLines({ lines, follow, onFollow }: LinesProps) {
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: () => LINE_HEIGHT,
    overscan: AHEAD,
  });
  const last = lines.length - 1;
  useEffect(() => {
    if (follow && last >= 0) virtual.scrollToIndex(last, { align: "end" });
  }, [follow, last, virtual]);
  const noticeScroll = () => {
    const element = box.current;
    if (element === null) return;
    const left = element.scrollHeight - element.scrollTop - element.clientHeight;
    if (follow && left > LINE_HEIGHT * AHEAD) onFollow(false);
    if (!follow && left < NEAR) onFollow(true);
  };
  return (
    <div
      ref={box}
      role="log"
      aria-label="Log"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      onScroll={noticeScroll}
      className="max-h-112 min-h-20 overflow-auto bg-sunken py-2 font-mono text-xs"
    >
      <div className="relative min-w-fit" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const line = lines[item.index];
          return line === undefined ? null : <Line key={line.seq} line={line} top={item.start} />;
        })}
      </div>
    </div>
  );
}

function Line({ line, top }: { readonly line: LogLine; readonly top: number }) {
  return (
    <div
      className="absolute left-0 flex h-5 w-full gap-3 whitespace-pre px-4 leading-5 hover:bg-hover"
      style={{ transform: `translateY(${top}px)` }}
    >
      <time
        dateTime={line.at}
        data-tip-time=""
        className="shrink-0 select-none text-faint tabular-nums"
      >
        {line.at.slice(11, 23)}
      </time>
      <span
        className={clsx(
          line.stream === "stderr" && "text-bad",
          line.stream === "system" && "text-muted",
        )}
      >
        {line.text}
      </span>
    </div>
  );
}

function download(runId: string, lines: readonly LogLine[]): void {
  const text = lines.map((line) => `${line.at} ${line.stream} ${line.text}\n`).join("");
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `run-${runId}.log`;
  link.click();
  URL.revokeObjectURL(url);
}
