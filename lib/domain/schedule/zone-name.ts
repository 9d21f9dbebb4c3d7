type TemporalLike = {
  readonly Instant: {
    fromEpochMilliseconds(ms: number): {
      toZonedDateTimeISO(zone: string): { readonly timeZoneId: string };
    };
  };
};

/**
 * The IANA spelling of a time-zone name or link given in any case (`us/eastern` → `US/Eastern`), or null when there is no
 * such zone or it is a bare offset. Where the runtime has no Temporal, a link answers with the zone Intl knows it by.
 */
export function canonicalTimeZone(name: string): string | null {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(name)) return null;
  try {
    const { Temporal } = globalThis as { Temporal?: TemporalLike };
    if (Temporal) {
      return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId;
    }
    const known = Intl.supportedValuesOf("timeZone").find(
      (id) => id.toLowerCase() === name.toLowerCase(),
    );
    return known ?? new Intl.DateTimeFormat("en-US", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}
