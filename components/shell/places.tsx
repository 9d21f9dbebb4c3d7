"use client";

import { createContext, type ReactNode, useContext } from "react";
import { MAILBOX, PLACES, type Place } from "./nav.ts";

const WITH_MAILBOX: readonly Place[] = [...PLACES, MAILBOX];

const Places = createContext(PLACES);

type Props = { readonly mailbox: boolean; readonly children: ReactNode };

/** Decides which places there are for the reader. */
export function PlacesProvider({ mailbox, children }: Props) {
  return <Places value={mailbox ? WITH_MAILBOX : PLACES}>{children}</Places>;
}

/** The places the reader can go to. */
export function usePlaces(): readonly Place[] {
  return useContext(Places);
}
