import type { RunWhyView } from "../../lib/contracts/why.ts";
import { RelativeTime } from "../ui/relative-time.tsx";
import { WhySentence } from "./why-sentence.tsx";

type Props = Pick<RunWhyView, "release" | "timeZone">;

/** What would let it go on; nothing where nothing more will happen. */
export function ReleaseLine({ release, timeZone }: Props) {
  if (release === null) return null;
  return (
    <p>
      <span className="text-muted">Goes on when: </span>
      {release.at === null ? (
        <WhySentence text={release.summary} />
      ) : (
        <>
          <WhySentence text={release.summary.replace(/\.$/, ", ")} />
          <RelativeTime at={release.at} zone={timeZone} />
        </>
      )}
    </p>
  );
}
