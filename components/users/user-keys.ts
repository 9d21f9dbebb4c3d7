/** Names of what the browser keeps of people. */
export const userKeys = {
  list: ["users"],
  filtered: (q: string | undefined) => ["users", { q }],
} as const;
