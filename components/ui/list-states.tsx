import type { ReactNode } from "react";
import { ApiError } from "../../lib/client/api.ts";
import type { LiveList } from "../../lib/client/use-live-list.ts";
import { Button } from "./button.tsx";
import { ErrorState } from "./error-state.tsx";
import { NewRowsPill } from "./new-rows-pill.tsx";
import { SkeletonRows } from "./skeleton.tsx";

type Props<T> = {
  readonly list: LiveList<T>;
  /** Shown when there are no rows. */
  readonly empty: ReactNode;
  readonly children: (rows: readonly T[]) => ReactNode;
};

/** A live list in each of its states: loading, failed, empty, filled, with more to load and more waiting. */
export function ListStates<T>({ list, empty, children }: Props<T>) {
  if (list.loading) return <SkeletonRows />;
  if (list.rows.length === 0 && list.error) return <ListError error={list.error} />;
  if (list.rows.length === 0) return empty;
  return (
    <>
      <NewRowsPill count={list.waiting} onShow={list.showWaiting} />
      <div {...list.holdProps}>{children(list.rows)}</div>
      {list.more ? (
        <div className="border-line border-t p-2 text-center">
          <Button variant="ghost" size="sm" busy={list.loadingMore} onClick={list.more}>
            Load more
          </Button>
        </div>
      ) : null}
    </>
  );
}

function ListError({ error }: { readonly error: Error }) {
  const requestId = error instanceof ApiError ? error.requestId : undefined;
  return (
    <ErrorState title="The list cannot be shown" cause={error.message} requestId={requestId} />
  );
}
