"use client";

import Link from "next/link";
import type { MailView } from "../../lib/contracts/mail.ts";
import { CodeBlock } from "../ui/code-block.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { Panel } from "../ui/panel.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { TabLinks } from "../ui/tab-links.tsx";
import { useUrlState } from "../ui/use-url-state.ts";

type View = "html" | "text" | "headers";

const LABELS: { readonly [V in View]: string } = {
  html: "HTML",
  text: "Text",
  headers: "Headers",
};

type Props = { readonly mail: MailView };

/** One message, in each of its forms. */
export function MailScreen({ mail }: Props) {
  const [params, update] = useUrlState();
  const views = viewsOf(mail);
  const view = views.find((one) => one === params.get("view")) ?? views[0] ?? "headers";
  return (
    <div className="flex flex-col gap-5">
      <MailHeader mail={mail} />
      <TabLinks<View>
        label="Message"
        tabs={views.map((value) => ({ value, label: LABELS[value] }))}
        current={view}
        href={(value) => `/mailbox/${mail.id}?view=${value}`}
        onSelect={(value) => update({ view: value })}
      />
      {view === "html" ? <Html mail={mail} /> : null}
      {view === "text" ? <CodeBlock text={mail.text ?? ""} label="the text" /> : null}
      {view === "headers" ? <Headers mail={mail} /> : null}
    </div>
  );
}

function viewsOf({ html, text }: MailView): readonly View[] {
  return [
    ...(html === null ? [] : ["html" as const]),
    ...(text === null ? [] : ["text" as const]),
    "headers",
  ];
}

function MailHeader({ mail }: Props) {
  return (
    <PageHeader
      above={
        <Link href="/mailbox" className="hover:text-ink">
          Mailbox
        </Link>
      }
      title={<span className="min-w-0 break-words">{mail.subject || "(no subject)"}</span>}
      below={
        <>
          <span className="break-words">
            {mail.from} → {mail.to.join(", ")}
          </span>
          {" · "}
          <RelativeTime at={mail.receivedAt} />
        </>
      }
      actions={
        mail.runId === null ? null : <LinkButton href={`/runs/${mail.runId}`}>Run</LinkButton>
      }
    />
  );
}

/** White, as mail programs show it in either theme. The answer forbids scripts and the network too. */
function Html({ mail }: Props) {
  return (
    <Panel>
      <iframe
        title="The message as HTML"
        src={`/api/v1/mailbox/${mail.id}/html`}
        sandbox=""
        referrerPolicy="no-referrer"
        className="block h-[65vh] w-full bg-white"
      />
    </Panel>
  );
}

function Headers({ mail }: Props) {
  return (
    <Panel>
      <dl className="divide-y divide-line font-mono text-xs">
        {mail.headers.map(({ name, value }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: headers repeat and never move
          <div key={index} className="grid gap-x-4 px-4 py-2 sm:grid-cols-[14rem_1fr]">
            <dt className="text-muted">{name}</dt>
            <dd className="min-w-0 break-words">{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
