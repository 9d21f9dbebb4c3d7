import { Compass } from "lucide-react";
import { EmptyState } from "../ui/empty-state.tsx";
import { LinkButton } from "../ui/link-button.tsx";

export function NotFoundPage() {
  return (
    <EmptyState
      icon={Compass}
      title="There is nothing here"
      action={<LinkButton href="/">To the overview</LinkButton>}
    >
      It may have been deleted, or belong to a project you are no member of.
    </EmptyState>
  );
}
