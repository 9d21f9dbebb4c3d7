import type { JobWhyView, RunWhyView } from "../../lib/contracts/why.ts";
import { CodeBlock } from "../ui/code-block.tsx";
import { ReleaseLine } from "./release-line.tsx";

type Props = { readonly why: RunWhyView | JobWhyView };

/** What an answer follows from: what would release it, the code, the rule, and the data it was decided on. */
export function WhyDetails({ why }: Props) {
  const { code, rule, data, timeZone } = why;
  return (
    <div className="flex flex-col gap-2 text-sm">
      <ReleaseLine release={why.release} timeZone={timeZone} />
      <dl className="flex flex-wrap gap-x-6 gap-y-1 text-xs">
        <Fact name="Code">
          <code className="font-mono">{code}</code>
        </Fact>
        {rule === null ? null : <Fact name="Schedule rule">{rule}</Fact>}
        <Fact name="Times of">{timeZone}</Fact>
      </dl>
      <details>
        <summary className="text-muted text-xs hover:text-ink">What it was decided on</summary>
        <div className="mt-2">
          <CodeBlock text={JSON.stringify(data, null, 2)} label="the answer's data" />
        </div>
      </details>
    </div>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <div className="flex gap-1.5">
      <dt className="text-muted">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
