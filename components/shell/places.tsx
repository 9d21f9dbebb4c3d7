"use client";

import { createContext, type ReactNode, useContext, useMemo } from "react";
import { AUDIT, MAILBOX, PLACES, type Place, USERS } from "./nav.ts";

const Places = createContext(PLACES);

type Props = {
  readonly mailbox: boolean;
  /** The reader is an administrator. */
  readonly admin: boolean;
  /** The reader may see who did what. */
  readonly audit: boolean;
  readonly children: ReactNode;
};

/** Decides which places there are for the reader. */
export function PlacesProvider({ mailbox, admin, audit, children }: Props) {
  const places = useMemo(
    () => [
      ...PLACES,
      ...(admin ? [USERS] : []),
      ...(audit ? [AUDIT] : []),
      ...(mailbox ? [MAILBOX] : []),
    ],
    [mailbox, admin, audit],
  );
  return <Places value={places}>{children}</Places>;
}

/** The places the reader can go to. */
export function usePlaces(): readonly Place[] {
  return useContext(Places);
}
