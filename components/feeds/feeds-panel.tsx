"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus, Rss, Trash2 } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { ApiError, api } from "../../lib/client/api.ts";
import { toast } from "../../lib/client/toasts.ts";
import type { Page } from "../../lib/contracts/common.ts";
import type { FeedView } from "../../lib/contracts/feed.ts";
import { calendarKeys } from "../calendars/calendar-keys.ts";
import { Button } from "../ui/button.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { Panel } from "../ui/panel.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { SkeletonRows } from "../ui/skeleton.tsx";

const NewFeedDialog = dynamic(() =>
  import("./new-feed-dialog.tsx").then((module) => module.NewFeedDialog),
);
const ConfirmDialog = dynamic(() =>
  import("../ui/confirm-dialog.tsx").then((module) => module.ConfirmDialog),
);

const MOST = 200;

/** The addresses under which calendar programs follow what will run. */
export function FeedsPanel() {
  const client = useQueryClient();
  const [making, setMaking] = useState(false);
  const [ending, setEnding] = useState<FeedView | null>(null);
  const [busy, setBusy] = useState(false);
  const feeds = useQuery({
    queryKey: calendarKeys.feeds,
    queryFn: ({ signal }) => api<Page<FeedView>>(`/api/v1/feeds?limit=${MOST}`, { signal }),
  });
  const refresh = () => client.invalidateQueries({ queryKey: calendarKeys.feeds });
  const end = async (feed: FeedView) => {
    setBusy(true);
    try {
      await api(`/api/v1/feeds/${feed.id}`, { method: "DELETE" });
      toast({ tone: "good", text: `${feed.name} ended` });
    } catch (error) {
      toast({ tone: "bad", text: error instanceof ApiError ? error.message : "It goes on." });
    } finally {
      setBusy(false);
      setEnding(null);
      await refresh();
    }
  };
  return (
    <Panel
      title="Feeds"
      aside={
        <Button size="sm" onClick={() => setMaking(true)}>
          <Plus aria-hidden />
          New feed
        </Button>
      }
    >
      {feeds.isPending ? <SkeletonRows rows={2} /> : null}
      {feeds.isError ? <p className="px-4 py-3 text-bad text-sm">{feeds.error.message}</p> : null}
      {feeds.data?.data.length === 0 ? (
        <p className="px-4 py-3 text-muted text-sm">
          See what will run in your own calendar program: a feed is a secret address that shows the
          next 90 days of a job, or of all of them.
        </p>
      ) : null}
      <ul className="divide-y divide-line">
        {(feeds.data?.data ?? []).map((feed) => (
          <FeedRow key={feed.id} feed={feed} onEnd={() => setEnding(feed)} />
        ))}
      </ul>
      {making ? (
        <NewFeedDialog onMade={() => void refresh()} onClose={() => setMaking(false)} />
      ) : null}
      {ending === null ? null : (
        <ConfirmDialog
          title={`End ${ending.name}?`}
          confirm="End feed"
          busy={busy}
          onConfirm={() => void end(ending)}
          onClose={() => setEnding(null)}
        >
          Its address answers nobody any more, at once. Calendar programs that follow it will say
          so.
        </ConfirmDialog>
      )}
    </Panel>
  );
}

function FeedRow({ feed, onEnd }: { readonly feed: FeedView; readonly onEnd: () => void }) {
  return (
    <li className="flex flex-wrap items-center gap-x-5 gap-y-1 px-4 py-2.5 text-sm">
      <Rss aria-hidden className="size-4 shrink-0 text-muted" />
      <span className="min-w-0 flex-1 basis-40 truncate font-medium">{feed.name}</span>
      <span className="truncate text-muted text-xs">{feed.job?.name ?? "All jobs"}</span>
      <span className="hidden text-muted text-xs sm:block">
        <RelativeTime at={feed.createdAt} />
      </span>
      <IconButton label={`End ${feed.name}`} onClick={onEnd}>
        <Trash2 aria-hidden />
      </IconButton>
    </li>
  );
}
