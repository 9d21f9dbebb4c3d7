"use client";

import { type FormEvent, type ReactNode, useId } from "react";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Failure } from "./failure.tsx";

type Props = {
  readonly title: string;
  readonly description?: ReactNode;
  /** The word on the button that does it. */
  readonly deed: string;
  readonly busy: boolean;
  readonly failure: string | undefined;
  readonly onSubmit: (event: FormEvent) => void;
  readonly onClose: () => void;
  /** The fields. */
  readonly children: ReactNode;
};

/** A form in a dialog: Enter submits it, what fails altogether is said above the fields. */
export function FormDialog(props: Props) {
  const { title, description, deed, busy, failure, onSubmit, onClose, children } = props;
  const id = useId();
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={title}
      description={description}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={id} variant="primary" busy={busy}>
            {deed}
          </Button>
        </>
      }
    >
      <form id={id} noValidate onSubmit={onSubmit} className="flex flex-col gap-4">
        <Failure>{failure}</Failure>
        {children}
      </form>
    </Dialog>
  );
}
