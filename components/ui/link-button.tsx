import Link from "next/link";
import type { ComponentProps } from "react";
import { type ButtonLook, buttonClass } from "./button-class.ts";

type Props = ComponentProps<typeof Link> & ButtonLook;

export function LinkButton({ variant, size, className, ...rest }: Props) {
  return <Link className={buttonClass({ variant, size }, className)} {...rest} />;
}
