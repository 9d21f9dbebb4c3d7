import type { RunView } from "../../lib/contracts/run.ts";

/** The call that starts this run again from a shell: same job, same parameters. `origin` has no slash at its end. */
export function rerunCurl(run: Pick<RunView, "id">, origin: string): string {
  return [
    `curl -X POST ${shellQuote(`${origin}/api/v1/runs/${run.id}/rerun`)} \\`,
    '  -H "Authorization: Bearer $PUNCTUAL_TOKEN" \\',
    "  -H 'Content-Type: application/json' \\",
    "  -d '{}'",
  ].join("\n");
}

function shellQuote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
