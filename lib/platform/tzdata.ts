/** Version of the time-zone data this process computes with, such as `2026b` (Z5). */
export const TZDATA_VERSION: string = process.versions["tz"] ?? "unknown";
