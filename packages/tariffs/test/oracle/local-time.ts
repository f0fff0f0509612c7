const formats = new Map<string, Intl.DateTimeFormat>();

/** What a clock on the wall shows, to the minute. */
export interface LocalTime {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** `MONDAY` to `SUNDAY`. */
  readonly weekday: string;
  /** Minutes since midnight. */
  readonly minute: number;
}

const answers = new Map<string, LocalTime>();
const MOST_ANSWERS = 20_000;

/** Tariffs Z1, Z4: the local time of an instant, straight from the platform, which is asked once for each minute. */
export function localTime(at: number, timeZone: string): LocalTime {
  const minute = Math.floor(at / 60_000);
  const key = `${timeZone} ${minute}`;
  const known = answers.get(key);
  if (known !== undefined) return known;
  if (answers.size >= MOST_ANSWERS) answers.clear();
  const answer = askPlatform(minute * 60_000, timeZone);
  answers.set(key, answer);
  return answer;
}

function askPlatform(at: number, timeZone: string): LocalTime {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", weekday: "long", hour: "2-digit", minute: "2-digit",
    });
    formats.set(timeZone, format);
  }
  const parts: Record<string, string> = {};
  for (const { type, value } of format.formatToParts(at)) parts[type] = value;
  return {
    date: `${parts["year"]}-${parts["month"]}-${parts["day"]}`,
    weekday: String(parts["weekday"]).toUpperCase(),
    minute: Number(parts["hour"]) * 60 + Number(parts["minute"]),
  };
}

/** An instant at which the wall shows that date and minute, where there is one; near it in a skipped hour. */
export function instantOf(date: string, minute: number, timeZone: string): number {
  const asUtc = Date.parse(`${date}T00:00:00Z`) + minute * 60_000;
  const first = asUtc - offset(asUtc, timeZone);
  return asUtc - offset(first, timeZone);
}

/** Milliseconds that local time is ahead of UTC. */
export function offset(at: number, timeZone: string): number {
  const local = localTime(at, timeZone);
  return Date.parse(`${local.date}T00:00:00Z`) + local.minute * 60_000 - Math.floor(at / 60_000) * 60_000;
}
