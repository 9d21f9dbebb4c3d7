"use client";

import { Dialog } from "../ui/dialog.tsx";
import { Kbd } from "../ui/kbd.tsx";
import { usePlaces } from "./places.tsx";

const ANYWHERE = [
  { keys: ["Ctrl", "K"], does: "Find a job, a page or an action" },
  { keys: ["/"], does: "Search this list" },
  { keys: ["n"], does: "New job" },
  { keys: ["?"], does: "This sheet" },
];

const FORMS = [{ keys: ["Ctrl", "Enter"], does: "Save" }];

type Props = { readonly onClose: () => void };

export function ShortcutsSheet({ onClose }: Props) {
  const places = usePlaces().map(({ key, label }) => ({ keys: ["g", key], does: label }));
  return (
    <Dialog open onOpenChange={(open) => open || onClose()} title="Keyboard shortcuts">
      <Group title="Anywhere" rows={ANYWHERE} />
      <Group title="Go to" rows={places} />
      <Group title="In a form" rows={FORMS} />
    </Dialog>
  );
}

type Row = { readonly keys: readonly string[]; readonly does: string };

function Group({ title, rows }: { readonly title: string; readonly rows: readonly Row[] }) {
  return (
    <section className="mb-4 last:mb-0">
      <h3 className="mb-1 font-medium text-muted text-xs">{title}</h3>
      <dl className="divide-y divide-line">
        {rows.map(({ keys, does }) => (
          <div key={does} className="flex items-center justify-between py-1.5 text-sm">
            <dt>{does}</dt>
            <dd className="flex gap-1">
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
