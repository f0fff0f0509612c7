import { describe, expect, it } from "vitest";
import { dayNumberOf, zone } from "./calendar.ts";
import { formatInstant, instant, parseInstant } from "./instant.ts";

const at = (text: string) => parseInstant(text)!;

describe("zone", () => {
  it("knows summer and winter time", () => {
    const amsterdam = zone("Europe/Amsterdam");
    expect(amsterdam.offsetAt(at("2026-03-29T00:59:59Z"))).toBe(3_600_000);
    expect(amsterdam.offsetAt(at("2026-03-29T01:00:00Z"))).toBe(7_200_000);
    expect(amsterdam.localTime(at("2026-11-21T23:30:00Z"))).toEqual({
      year: 2026, month: 11, day: 22, minuteOfDay: 30, weekday: 7, dayNumber: dayNumberOf(2026, 11, 22),
    });
  });

  it("finds no instant in a skipped hour and two in a repeated one (tariffs Z4)", () => {
    const berlin = zone("Europe/Berlin");
    expect(berlin.instantsOf(dayNumberOf(2026, 3, 29), 2 * 60 + 30)).toEqual([]);
    expect(berlin.instantsOf(dayNumberOf(2026, 10, 25), 2 * 60 + 30).map(formatInstant)).toEqual([
      "2026-10-25T00:30:00.000Z", "2026-10-25T01:30:00.000Z",
    ]);
    expect(berlin.instantsOf(dayNumberOf(2026, 7, 1), 0).map(formatInstant)).toEqual(["2026-06-30T22:00:00.000Z"]);
  });

  it("agrees with Intl every 3 hours of two years in odd zones", () => {
    for (const name of ["Australia/Lord_Howe", "Africa/Casablanca", "America/St_Johns", "Asia/Kathmandu", "Pacific/Apia", "UTC"]) {
      const format = new Intl.DateTimeFormat("sv-SE", { timeZone: name, dateStyle: "short", timeStyle: "short" });
      const own = zone(name);
      for (let time = Date.UTC(2025, 0, 1); time < Date.UTC(2027, 0, 1); time += 3 * 3_600_000) {
        const local = own.localTime(instant(time));
        const clock = `${String(Math.floor(local.minuteOfDay / 60)).padStart(2, "0")}:${String(local.minuteOfDay % 60).padStart(2, "0")}`;
        const date = `${local.year}-${String(local.month).padStart(2, "0")}-${String(local.day).padStart(2, "0")}`;
        if (`${date} ${clock}` !== format.format(time)) expect.fail(`${name} at ${formatInstant(instant(time))}: ${date} ${clock} is not ${format.format(time)}`);
      }
      expect(own.name).toBe(name);
    }
  });

  it("refuses an unknown zone", () => {
    expect(() => zone("Mars/Olympus")).toThrow(expect.objectContaining({ code: "kernel.time-zone" }));
  });
});
