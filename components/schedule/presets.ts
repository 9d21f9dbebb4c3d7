type Preset = { readonly label: string; readonly value: string };

export const CRON_PRESETS: readonly Preset[] = [
  { label: "Every 5 minutes", value: "*/5 * * * *" },
  { label: "Hourly", value: "0 * * * *" },
  { label: "Daily at 2:00", value: "0 2 * * *" },
  { label: "Weekdays at 9:00", value: "0 9 * * MON-FRI" },
  { label: "Mondays at 8:00", value: "0 8 * * MON" },
  { label: "First of the month", value: "0 6 1 * *" },
];

export const INTERVAL_PRESETS: readonly Preset[] = [
  { label: "10 s", value: "10s" },
  { label: "30 s", value: "30s" },
  { label: "1 min", value: "1m" },
  { label: "5 min", value: "5m" },
  { label: "15 min", value: "15m" },
  { label: "1 h", value: "1h" },
  { label: "1 day", value: "1d" },
];

export const DELAY_PRESETS: readonly Preset[] = [
  { label: "30 s", value: "30s" },
  { label: "2 min", value: "2m" },
  { label: "1 h", value: "1h" },
  { label: "4 days", value: "4d" },
];
