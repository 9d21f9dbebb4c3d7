/** What a part of the run saw, and what it should not have seen. */
export type Finding = { readonly figures: string; readonly problems: readonly string[] };
