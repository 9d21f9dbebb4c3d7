"use client";

import { Dialog } from "@base-ui/react/dialog";
import { useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import { CalendarClock, type LucideIcon, Moon, Plus, Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTheme } from "next-themes";
import { type ReactNode, useState } from "react";
import { api, withQuery } from "../../lib/client/api.ts";
import { queryKeys } from "../../lib/client/query-keys.ts";
import { useDebounced } from "../../lib/client/use-debounced.ts";
import type { Page } from "../../lib/contracts/common.ts";
import type { JobView } from "../../lib/contracts/job.ts";
import { usePlaces } from "./places.tsx";

const MOST_JOBS = 8;

type Props = { readonly onClose: () => void };

/** Everything by name: pages, actions, and the jobs the server finds for what is typed. */
export function CommandPalette({ onClose }: Props) {
  const router = useRouter();
  const places = usePlaces();
  const { resolvedTheme, setTheme } = useTheme();
  const [text, setText] = useState("");
  const q = useDebounced(text.trim(), 120);
  const jobs = useQuery({
    queryKey: queryKeys.jobs({ q, for: "palette" }),
    queryFn: ({ signal }) =>
      api<Page<JobView>>(withQuery("/api/v1/jobs", { q, limit: MOST_JOBS }), { signal }),
    placeholderData: (previous) => previous,
  });
  const act = (action: () => void) => () => {
    onClose();
    action();
  };
  const go = (href: string) => act(() => router.push(href));

  return (
    <Dialog.Root open onOpenChange={(open) => open || onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/40 dark:bg-black/60" />
        <Dialog.Popup
          aria-label="Command palette"
          className="fixed top-[14vh] left-1/2 z-40 w-[calc(100vw-2rem)] max-w-lg -translate-x-1/2 animate-rise overflow-hidden rounded-xl bg-raised shadow-pop outline-none"
        >
          <Command label="Command palette" loop>
            <div className="flex items-center gap-2.5 border-line border-b px-4">
              <Search aria-hidden className="size-4 text-muted" />
              <Command.Input
                autoFocus
                value={text}
                onValueChange={setText}
                placeholder="Find a job, a page or an action"
                className="h-12 w-full bg-transparent text-base outline-none"
              />
            </div>
            <Command.List className="max-h-80 overflow-y-auto p-1.5">
              <Command.Empty className="px-3 py-8 text-center text-muted text-sm">
                Nothing is called that.
              </Command.Empty>
              <Group heading="Jobs">
                {(jobs.data?.data ?? []).map((job) => (
                  <Item
                    key={job.id}
                    value={`${job.name} ${job.key} ${job.id}`}
                    icon={CalendarClock}
                    onSelect={go(`/jobs/${job.id}`)}
                    aside={job.scheduleDescription}
                  >
                    {job.name}
                  </Item>
                ))}
              </Group>
              <Group heading="Actions">
                <Item icon={Plus} onSelect={go("/jobs/new")}>
                  New job
                </Item>
                <Item
                  icon={Moon}
                  onSelect={act(() => setTheme(resolvedTheme === "dark" ? "light" : "dark"))}
                >
                  Switch between light and dark
                </Item>
              </Group>
              <Group heading="Pages">
                {places.map(({ href, label, icon }) => (
                  <Item key={href} icon={icon} onSelect={go(href)}>
                    {label}
                  </Item>
                ))}
              </Group>
            </Command.List>
          </Command>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

type GroupProps = { readonly heading: string; readonly children: ReactNode };

function Group({ heading, children }: GroupProps) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-muted [&_[cmdk-group-heading]]:text-xs"
    >
      {children}
    </Command.Group>
  );
}

type ItemProps = {
  readonly icon: LucideIcon;
  readonly value?: string;
  readonly aside?: string;
  readonly onSelect: () => void;
  readonly children: string;
};

function Item({ icon: Icon, value, aside, onSelect, children }: ItemProps) {
  return (
    <Command.Item
      value={value ?? children}
      onSelect={onSelect}
      className="flex h-9 cursor-pointer items-center gap-2.5 rounded-md px-2.5 text-sm data-[selected=true]:bg-hover"
    >
      <Icon aria-hidden className="size-4 shrink-0 text-muted" />
      <span className="truncate">{children}</span>
      {aside ? <span className="ml-auto truncate pl-4 text-muted text-xs">{aside}</span> : null}
    </Command.Item>
  );
}
