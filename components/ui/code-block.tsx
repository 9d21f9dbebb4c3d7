import { clsx } from "clsx";
import { CopyButton } from "./copy-button.tsx";

type Props = { readonly text: string; readonly label: string; readonly className?: string };

/** Text as it is, with a button that copies it. */
export function CodeBlock({ text, label, className }: Props) {
  return (
    <div className={clsx("group relative rounded-md border border-line bg-sunken", className)}>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="max-h-96 overflow-auto whitespace-pre-wrap break-words p-3 pr-10 font-mono text-xs"
      >
        {text}
      </pre>
      <CopyButton text={text} label={`Copy ${label}`} className="absolute top-1.5 right-1.5" />
    </div>
  );
}
