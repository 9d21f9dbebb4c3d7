import type { ReactNode } from "react";
import { absoluteTime } from "../../lib/client/format-time.ts";
import type { AuditEntryView } from "../../lib/contracts/audit.ts";
import { Button } from "../ui/button.tsx";
import { differenceOf } from "./difference.ts";

type Props = {
  readonly deed: AuditEntryView;
  readonly narrow: (filter: { readonly [name: string]: string }) => void;
};

/** What was before and after a deed, and where it stands in the chain. */
export function DeedDetails({ deed, narrow }: Props) {
  const { actor, object } = deed;
  const lines = differenceOf(deed.before, deed.after);
  return (
    <div className="flex flex-col gap-4 pt-1">
      {lines.length === 0 ? (
        <p className="text-muted text-sm">There is nothing more to tell of this deed.</p>
      ) : (
        <div className="overflow-x-auto rounded-md border border-line bg-surface">
          <table className="w-full text-left text-xs">
            <thead>
              <tr className="border-line border-b text-muted">
                <Head>Field</Head>
                <Head>Before</Head>
                <Head>After</Head>
              </tr>
            </thead>
            <tbody>
              {lines.map(({ field, before, after }) => (
                <tr key={field} className="border-line border-b align-top last:border-0">
                  <th scope="row" className="px-3 py-1.5 font-medium">
                    {field}
                  </th>
                  <Side text={before} className="text-bad" />
                  <Side text={after} className="text-good" />
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-xs">
        <Fact name="At">{absoluteTime(Date.parse(deed.at))}</Fact>
        {actor.id === null ? null : <Fact name="Person">{`${actor.email ?? ""} ${actor.id}`}</Fact>}
        {deed.token === null ? null : <Fact name="Token">{deed.token.id}</Fact>}
        {object === null ? null : <Fact name="Object">{`${object.kind} ${object.id ?? ""}`}</Fact>}
        <Fact name="Address">{deed.address ?? "none"}</Fact>
        <Fact name="Chain">
          {deed.position === null ? "next in line" : `${deed.position}: ${deed.hash}`}
        </Fact>
      </dl>
      <div className="flex flex-wrap gap-2">
        {actor.id === null ? null : (
          <Button size="sm" onClick={() => narrow({ actor: actor.id ?? "" })}>
            All by this person
          </Button>
        )}
        {object === null || object.id === null ? null : (
          <Button size="sm" onClick={() => narrow({ object: object.id ?? "" })}>
            All to this {object.kind}
          </Button>
        )}
      </div>
    </div>
  );
}

function Head({ children }: { readonly children: string }) {
  return (
    <th scope="col" className="px-3 py-1.5 font-medium">
      {children}
    </th>
  );
}

function Side({ text, className }: { readonly text: string | null; readonly className: string }) {
  return (
    <td className="min-w-32 break-words px-3 py-1.5 font-mono">
      {text === null ? (
        <span className="text-muted">–</span>
      ) : (
        <span className={className}>{text}</span>
      )}
    </td>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 break-all font-mono">{children}</dd>
    </>
  );
}
