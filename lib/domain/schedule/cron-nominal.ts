import { type Bits, bitAtOrAfter, bitBefore, bitCount, bitsBefore, hasBit } from "./bits.ts";
import { DAY_SECONDS } from "./civil.ts";
import { matchedDays } from "./cron-dates.ts";
import type { Cron } from "./cron-parse.ts";
import type { NominalTimes } from "./nominal.ts";

/** The local times a cron expression names: matched days × matched times of day. */
export function cronNominalTimes(cron: Cron): NominalTimes {
  const days = matchedDays(cron.dates);
  const times = timesOfDay(cron.hours, cron.minutes, cron.seconds);
  const ranked = (second: number): number => {
    const day = Math.floor(second / DAY_SECONDS);
    return days.has(day) ? times.countBefore(second - day * DAY_SECONDS) : 0;
  };

  return {
    atOrAfter(local) {
      const second = Math.ceil(local / 1_000);
      const day = Math.floor(second / DAY_SECONDS);
      if (days.has(day)) {
        const time = times.atOrAfter(second - day * DAY_SECONDS);
        if (time >= 0) return (day * DAY_SECONDS + time) * 1_000;
      }
      return (days.atOrAfter(day + 1) * DAY_SECONDS + times.first) * 1_000;
    },

    before(local) {
      const second = Math.ceil(local / 1_000);
      const day = Math.floor(second / DAY_SECONDS);
      if (days.has(day)) {
        const time = times.before(second - day * DAY_SECONDS);
        if (time >= 0) return (day * DAY_SECONDS + time) * 1_000;
      }
      return (days.before(day) * DAY_SECONDS + times.last) * 1_000;
    },

    count(from, to) {
      if (to <= from) return 0;
      const first = Math.ceil(from / 1_000);
      const last = Math.ceil(to / 1_000);
      const whole = days.count(Math.floor(first / DAY_SECONDS), Math.floor(last / DAY_SECONDS));
      return whole * times.count - ranked(first) + ranked(last);
    },
  };
}

type TimesOfDay = {
  readonly first: number;
  readonly last: number;
  readonly count: number;
  atOrAfter(second: number): number;
  before(second: number): number;
  countBefore(second: number): number;
};

/** Seconds of the day an expression names; -1 where there is none. */
function timesOfDay(hours: Bits, minutes: Bits, seconds: Bits): TimesOfDay {
  const firstMinute = bitAtOrAfter(minutes, 0);
  const lastMinute = bitBefore(minutes, 60);
  const firstSecond = bitAtOrAfter(seconds, 0);
  const lastSecond = bitBefore(seconds, 60);
  const perMinute = bitCount(seconds);
  const perHour = perMinute * bitCount(minutes);
  const at = (h: number, m: number, s: number): number => h * 3_600 + m * 60 + s;

  return {
    first: at(bitAtOrAfter(hours, 0), firstMinute, firstSecond),
    last: at(bitBefore(hours, 24), lastMinute, lastSecond),
    count: perHour * bitCount(hours),

    atOrAfter(time) {
      const hour = Math.floor(time / 3_600);
      const minute = Math.floor(time / 60) % 60;
      if (hasBit(hours, hour)) {
        if (hasBit(minutes, minute)) {
          const second = bitAtOrAfter(seconds, time % 60);
          if (second >= 0) return at(hour, minute, second);
        }
        const later = bitAtOrAfter(minutes, minute + 1);
        if (later >= 0) return at(hour, later, firstSecond);
      }
      const later = bitAtOrAfter(hours, hour + 1);
      return later < 0 ? -1 : at(later, firstMinute, firstSecond);
    },

    before(time) {
      const hour = Math.floor(time / 3_600);
      const minute = Math.floor(time / 60) % 60;
      if (hasBit(hours, hour)) {
        if (hasBit(minutes, minute)) {
          const second = bitBefore(seconds, time % 60);
          if (second >= 0) return at(hour, minute, second);
        }
        const earlier = bitBefore(minutes, minute);
        if (earlier >= 0) return at(hour, earlier, lastSecond);
      }
      const earlier = bitBefore(hours, hour);
      return earlier < 0 ? -1 : at(earlier, lastMinute, lastSecond);
    },

    countBefore(time) {
      const hour = Math.floor(time / 3_600);
      const minute = Math.floor(time / 60) % 60;
      let count = bitsBefore(hours, hour) * perHour;
      if (!hasBit(hours, hour)) return count;
      count += bitsBefore(minutes, minute) * perMinute;
      return hasBit(minutes, minute) ? count + bitsBefore(seconds, time % 60) : count;
    },
  };
}
