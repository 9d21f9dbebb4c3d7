import Link from "next/link";

const NAMED_RUN = /([Rr]un )([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/;

type Props = { readonly text: string };

/** A sentence of the answer to "why?"; the runs it names are links. */
export function WhySentence({ text }: Props) {
  // Splitting by two groups gives text, "run ", id, text, "run ", id, text …
  const parts = text.split(new RegExp(NAMED_RUN, "g"));
  return parts.map((part, at) =>
    at % 3 === 2 ? (
      <Link
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one sentence never move
        key={at}
        href={`/runs/${part}`}
        title={part}
        className="font-mono text-accent text-[0.92em] hover:underline"
      >
        {part.slice(-12)}
      </Link>
    ) : (
      part
    ),
  );
}
