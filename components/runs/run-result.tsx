import { isJsonObject, type JsonObject, type JsonValue } from "../../lib/domain/json.ts";
import { Badge } from "../ui/badge.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import { Panel } from "../ui/panel.tsx";

const CLIENT_ERROR = 400;

type Props = { readonly result: JsonValue };

/** What came of a run: an HTTP answer as one, anything else as it is. */
export function RunResult({ result }: Props) {
  if (result === null) return null;
  if (isJsonObject(result) && typeof result["status"] === "number" && "body" in result) {
    return <HttpAnswer status={result["status"]} answer={result} />;
  }
  return (
    <Panel title="Result">
      <CodeBlock text={pretty(result)} label="result" className="rounded-none border-0" />
    </Panel>
  );
}

function HttpAnswer({ status, answer }: { readonly status: number; readonly answer: JsonObject }) {
  const headers = answer["headers"];
  const body = answer["body"] ?? null;
  return (
    <Panel
      title="Response"
      aside={<Badge tone={status >= CLIENT_ERROR ? "bad" : "good"}>{status}</Badge>}
    >
      {body === null || body === "" ? (
        <p className="px-4 py-3 text-muted text-sm">The answer had no body.</p>
      ) : (
        <CodeBlock text={pretty(body)} label="response body" className="rounded-none border-0" />
      )}
      {answer["truncated"] === true ? (
        <p className="border-line border-t px-4 py-2 text-muted text-xs">
          Only the beginning of the body is kept.
        </p>
      ) : null}
      {headers !== undefined && isJsonObject(headers) ? <Headers headers={headers} /> : null}
    </Panel>
  );
}

function Headers({ headers }: { readonly headers: JsonObject }) {
  return (
    <details className="border-line border-t">
      <summary className="px-4 py-2 text-muted text-xs hover:text-ink">
        {Object.keys(headers).length} headers
      </summary>
      <dl className="px-4 pb-3 font-mono text-xs">
        {Object.entries(headers).map(([name, value]) => (
          <div key={name} className="flex gap-2 break-all">
            <dt className="shrink-0 text-muted">{name}:</dt>
            <dd>{typeof value === "string" ? value : JSON.stringify(value)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

/** Text as it is, all else as indented JSON. */
export function pretty(value: JsonValue): string {
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}
