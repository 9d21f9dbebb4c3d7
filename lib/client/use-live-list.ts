"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { type PointerEvent, useEffect, useRef, useState } from "react";
import type { Page } from "../contracts/common.ts";
import { api, withQuery } from "./api.ts";
import type { Filters } from "./query-keys.ts";
import { RENDERED_BEFORE } from "./rendered-before.ts";
import { splitNew } from "./split-new.ts";

/** The first page as the server rendered it, and the filters it was asked with. */
export type FirstPage<T> = { readonly filters: Filters; readonly page: Page<T> };

type Options<T> = {
  readonly queryKey: readonly unknown[];
  /** A list of the API. */
  readonly path: string;
  readonly filters: Filters;
  readonly first: FirstPage<T> | undefined;
  /** Rows keep their places wherever the pointer is. */
  readonly held?: boolean;
};

export type LiveList<T> = {
  readonly rows: readonly T[];
  /** Rows that came in while the reader was in the list, and wait above it. */
  readonly waiting: number;
  readonly showWaiting: () => void;
  readonly loading: boolean;
  readonly error: Error | null;
  readonly more: (() => void) | null;
  readonly loadingMore: boolean;
  /** For the element around the rows: while the pointer is in it, rows keep their places. */
  readonly holdProps: {
    readonly onPointerEnter: (event: PointerEvent) => void;
    readonly onPointerLeave: () => void;
  };
};

/** A list by cursor that stays true by itself and never moves a row away from under the pointer. */
export function useLiveList<T extends { readonly id: string }>(options: Options<T>): LiveList<T> {
  const { queryKey, path, filters, first, held = false } = options;
  const inside = useRef(false);
  const [known, setKnown] = useState<ReadonlySet<string> | null>(null);
  const isFirst = first !== undefined && sameFilters(first.filters, filters);
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) =>
      api<Page<T>>(withQuery(path, { ...filters, cursor: pageParam }), { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    ...(isFirst
      ? {
          initialData: { pages: [first.page], pageParams: [null] },
          initialDataUpdatedAt: RENDERED_BEFORE,
        }
      : {}),
  });
  const all = query.data?.pages.flatMap((page) => page.data) ?? [];
  const { waiting, shown } = splitNew(all, known);
  const hold = () => setKnown(new Set(all.map((row) => row.id)));
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is known is what was there when the holding began
  useEffect(() => {
    if (held) setKnown((before) => before ?? new Set(all.map((row) => row.id)));
    else if (!inside.current) setKnown(null);
  }, [held]);

  return {
    rows: shown,
    waiting,
    showWaiting: hold,
    loading: query.isPending,
    error: query.error,
    more: query.hasNextPage ? () => void query.fetchNextPage() : null,
    loadingMore: query.isFetchingNextPage,
    holdProps: {
      onPointerEnter: (event) => {
        if (event.pointerType !== "mouse") return;
        inside.current = true;
        if (!held) hold();
      },
      onPointerLeave: () => {
        inside.current = false;
        if (!held) setKnown(null);
      },
    },
  };
}

function sameFilters(one: Filters, other: Filters): boolean {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => (one[name] ?? "") === (other[name] ?? ""));
}
