/** Names of what the browser keeps of secrets. */
export const secretKeys = {
  list: ["secrets"],
  filtered: (q: string | undefined) => ["secrets", { q }],
  usage: (name: string) => ["secret-usage", name],
} as const;
