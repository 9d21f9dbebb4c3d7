import { TriangleAlert } from "lucide-react";
import type { PreviewView } from "../../lib/contracts/schedule.ts";
import { Panel } from "../ui/panel.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Occurrences } from "./occurrences.tsx";
import type { Preview } from "./use-preview.ts";

/** A schedule in words, its next five moments, and what is odd about it. */
export function SchedulePreview({ preview }: { readonly preview: Preview }) {
  return (
    <Panel title="Next runs">
      <div aria-live="polite">
        <Body preview={preview} />
      </div>
    </Panel>
  );
}

function Body({ preview: { view, problems, loading, failed } }: { readonly preview: Preview }) {
  if (view !== undefined) return <Meaning view={view} />;
  if (failed !== null) return <p className="px-4 py-3 text-muted text-sm">{failed}</p>;
  if (loading) return <Skeleton className="m-4 h-24" />;
  return (
    <ul className="px-4 py-3 text-bad text-sm">
      {problems.map(({ pointer, message }) => (
        <li key={pointer}>{message}</li>
      ))}
    </ul>
  );
}

function Meaning({ view }: { readonly view: PreviewView }) {
  return (
    <>
      <p className="border-line border-b px-4 py-3 font-medium text-sm">{view.description}</p>
      {view.occurrences.length === 0 ? (
        <p className="px-4 py-3 text-muted text-sm">Nothing is planned by itself.</p>
      ) : (
        <Occurrences occurrences={view.occurrences} />
      )}
      {view.warnings.map(({ code, at, message }) => (
        <p
          key={`${code} ${at}`}
          className="flex gap-2 border-line border-t bg-warn-soft px-4 py-2 text-warn text-xs"
        >
          <TriangleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
          {message}
        </p>
      ))}
    </>
  );
}
