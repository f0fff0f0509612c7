import { minorUnit } from "@cpokit/kernel";
import type { Texts } from "./texts.ts";

/** Decimal text with at least `decimals` decimals, in the language's way: `3.1` as `3.10` or `3,10`. */
export function writeNumber(text: string, decimals: number, texts: Texts): string {
  const [whole = "0", fraction = ""] = text.split(".");
  const padded = fraction.padEnd(decimals, "0");
  return padded === "" ? whole : `${whole}${texts.decimalPoint}${padded}`;
}

export function writeMoney(amount: string, currency: string, texts: Texts): string {
  return writeNumber(amount, minorUnit(currency), texts);
}

/** `1 h 54 min`, `18 min`, `40 min 12 s`. */
export function writeDuration(seconds: string, texts: Texts): string {
  const [whole = "0", fraction] = seconds.split(".");
  const total = Number(whole);
  const hours = Math.floor(total / 3_600);
  const minutes = Math.floor((total % 3_600) / 60);
  const rest = total % 60;
  const parts: string[] = [];
  if (hours > 0) parts.push(`${hours} ${texts.hour}`);
  if (minutes > 0) parts.push(`${minutes} ${texts.minute}`);
  if (rest > 0 || fraction !== undefined || parts.length === 0) parts.push(`${rest}${fraction === undefined ? "" : `${texts.decimalPoint}${fraction}`} ${texts.second}`);
  return parts.join(" ");
}

/** `Mon–Fri`, `Sat, Sun`, from OCPI day names. */
export function writeWeekdays(days: readonly string[], texts: Texts): string {
  const numbers = [...new Set(days.map((day) => DAYS.indexOf(day)))].filter((day) => day >= 0).sort((a, b) => a - b);
  const runs: number[][] = [];
  for (const day of numbers) {
    const run = runs.at(-1);
    if (run !== undefined && run.at(-1) === day - 1) run.push(day);
    else runs.push([day]);
  }
  const name = (day: number | undefined): string => texts.weekdays[day ?? 0] ?? "";
  return runs.map((run) => (run.length < 3 ? run.map(name).join(", ") : `${name(run[0])}–${name(run.at(-1))}`)).join(", ");
}

const DAYS: readonly string[] = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"];
