"use client";

import { Search } from "lucide-react";
import { useEffect, useState } from "react";
import { useDebounced } from "../../lib/client/use-debounced.ts";
import { Input } from "./input.tsx";
import { Kbd } from "./kbd.tsx";

type Props = {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly label: string;
};

/** Search within a list; reached with `/`, applied when typing stops. */
export function SearchInput({ value, onChange, label }: Props) {
  const [text, setText] = useState(value);
  const settled = useDebounced(text, 150);
  useEffect(() => {
    if (value === "") setText("");
  }, [value]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what the reader typed is news
  useEffect(() => {
    if (settled !== value) onChange(settled);
  }, [settled]);
  return (
    <span className="relative block w-full sm:w-64">
      <Search
        aria-hidden
        className="pointer-events-none absolute top-2.25 left-2.5 size-3.5 text-muted"
      />
      <Input
        type="search"
        data-page-search
        aria-label={label}
        placeholder={label}
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="pl-8 [&::-webkit-search-cancel-button]:hidden"
      />
      <span aria-hidden className="absolute top-1.75 right-2 hidden sm:block">
        <Kbd>/</Kbd>
      </span>
    </span>
  );
}
