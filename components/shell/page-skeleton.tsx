import { Panel } from "../ui/panel.tsx";
import { Skeleton, SkeletonRows } from "../ui/skeleton.tsx";

/** The shape of a page that is on its way. */
export function PageSkeleton() {
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-col gap-2">
        <Skeleton className="h-7 w-40" />
        <Skeleton className="h-4 w-64" />
      </div>
      <Panel>
        <SkeletonRows />
      </Panel>
    </div>
  );
}
