"use client";

import { type ComponentType, createContext, useContext } from "react";
import type { ParamProps } from "./field-types.ts";

/** The control that draws any parameter; lists and objects find it here, so that it need not import what imports it. */
export const NestedControl = createContext<ComponentType<ParamProps>>(() => null);

export function useNestedControl(): ComponentType<ParamProps> {
  return useContext(NestedControl);
}
