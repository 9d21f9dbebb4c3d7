import { ArrowUp } from "lucide-react";

type Props = { readonly count: number; readonly onShow: () => void };

/** Says that newer rows wait, instead of moving those being read. */
export function NewRowsPill({ count, onShow }: Props) {
  if (count === 0) return null;
  return (
    <div className="pointer-events-none sticky top-14 z-10 h-0 text-center md:top-3">
      <button
        type="button"
        onClick={onShow}
        className="pointer-events-auto inline-flex h-7 translate-y-1.5 items-center gap-1.5 rounded-full bg-primary px-3 font-medium text-on-primary text-xs shadow-pop hover:bg-primary-hover"
      >
        <ArrowUp aria-hidden className="size-3" />
        {count} new
      </button>
    </div>
  );
}
