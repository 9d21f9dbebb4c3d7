import { Button } from "../../ui/button.tsx";
import { Kbd } from "../../ui/kbd.tsx";
import { LinkButton } from "../../ui/link-button.tsx";

type Props = {
  readonly saving: boolean;
  readonly label: string;
  readonly back: string;
  /** Faults to be put right before it can be saved. */
  readonly problems: number;
};

export function SaveBar({ saving, label, back, problems }: Props) {
  return (
    <div className="flex flex-col gap-2">
      <div className="flex gap-2">
        <Button type="submit" variant="primary" busy={saving} className="flex-1">
          {label}
        </Button>
        <LinkButton href={back}>Cancel</LinkButton>
      </div>
      {problems > 0 ? (
        <p role="alert" className="text-bad text-xs">
          {problems === 1 ? "One field needs" : `${problems} fields need`} another look.
        </p>
      ) : (
        <p className="hidden items-center gap-1 text-muted text-xs md:flex">
          <Kbd>Ctrl</Kbd>
          <Kbd>Enter</Kbd> saves
        </p>
      )}
    </div>
  );
}
