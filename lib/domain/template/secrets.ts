/** What stands in the place of a secret wherever people look. */
export const MASKED_SECRET = "***";
