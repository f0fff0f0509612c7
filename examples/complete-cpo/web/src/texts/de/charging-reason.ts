import type { ChargingView } from "../../../../src/wire/site.ts";
import { decimal, localZone, timeOfDay } from "../../format.ts";
import { fill } from "../fill.ts";
import { FALL_OUTS } from "./care-sentences.ts";
import { sharing } from "./sharing.ts";

type Reason = NonNullable<ChargingView["reason"]>;
type Use = NonNullable<Reason["use"]>;
type Because = Reason["because"];
type CappedBy = NonNullable<Reason["cappedBy"]>;
/** On which nobody decides, or the plan alone. */
type Simple = "silent" | "quarantine" | "givesBack";
type Held = Use["held"][number];

const SMALL = 0.05;

/** Why a car gets what it gets, in the order of the library: what it has, why, and what comes next. */
export function chargingReason(reason: Reason): string {
  const { heldAmps: amps = 0, wantedAmps = 0 } = reason;
  if (reason.because === "silent" || reason.because === "quarantine" || reason.because === "givesBack") return SIMPLE[reason.because](reason);
  const parts = [`${figure(amps)} A: ${because(reason)}.`];
  if (Math.abs(wantedAmps - amps) >= 0.1) parts.push(wantedAmps > amps ? `${figure(wantedAmps)} A, sobald sicher ist, dass andere weniger nehmen.` : `Geht auf ${figure(wantedAmps)} A hinunter.`);
  if (reason.because === "waits" && (reason.reservedAmps ?? 0) >= SMALL) parts.push(`Die ${figure(reason.reservedAmps ?? 0)} A, die für seine Station freigehalten werden, sind für den Fall, dass die Verbindung zu ihr abreißt.`);
  if (reason.nextStart !== undefined && wantedAmps === 0) parts.push(`Die nächste günstige Zeit beginnt um ${timeOfDay(reason.nextStart, localZone)}.`);
  if ((reason.missingKWh ?? 0) >= 0.1) parts.push(`Bei der Abfahrt werden ${figure(reason.missingKWh ?? 0)} kWh fehlen.`);
  return parts.join(" ");
}

const SIMPLE: Readonly<Record<Simple, (reason: Reason) => string>> = {
  givesBack: ({ givenAmps = 0, storedKWh = 0, targetKWh = 0, departure }) =>
    `Gibt ${figure(givenAmps)} A zurück, wie der Plan es sagt: In seiner Batterie sind ${figure(storedKWh)} kWh${departure === undefined ? "" : `; es fährt um ${timeOfDay(departure, localZone)} mit mindestens ${figure(targetKWh)} kWh mehr ab, als es mitbrachte`}.`,
  silent: ({ countedAmps = 0 }) => `Die Station antwortet nicht: Sie behält, was ihr zuletzt gesagt wurde, danach ihren Rückfallwert; gezählt werden solange ${figure(countedAmps)} A.`,
  quarantine: ({ countedAmps = 0, said }) => `Gezählt mit ${figure(countedAmps)} A, allem, was die Station ziehen kann${said === undefined ? "" : `: ${fill((FALL_OUTS as Readonly<Record<string, string>>)[said.code] ?? "", said)}`}.`,
};

function because(reason: Reason): string {
  const { use, cappedBy } = reason;
  switch (reason.because as Exclude<Because, Simple>) {
    case "limit": return use === undefined ? `eine Grenze ist erreicht, ${sharers(reason)}` : `${place(use)} ist voll (${amount(use, use.size)})${filledBy(use, reason)}`;
    case "waits": return `wartet, denn sein Mindeststrom passt nicht hinein${use === undefined ? "" : `: ${place(use)} hat dafür keinen Platz (${amount(use, use.size)})${filledBy(use, reason)}`}`;
    case "own":
      if (cappedBy === "reserve" && use !== undefined) return `was für seine Station in jedem Fall freigehalten wird; für mehr hat ${place(use)} keinen Platz (${amount(use, use.size)})${filledBy(use, reason)}`;
      return cappedBy === undefined ? "alles, was Auto, Kabel und Station können" : OWN[cappedBy];
    case "impossible": return cappedBy === undefined ? CANNOT : IMPOSSIBLE[cappedBy];
  }
}

const OWN: Readonly<Record<CappedBy, string>> = {
  plan: "der Plan lädt es jetzt so schnell, denn andere Zeiten sind günstiger",
  pv: "so viel, wie die Sonne gibt",
  class: "mehr dürfen alle Autos seiner Klasse zusammen nicht nehmen",
  reserve: "alles, was Auto, Kabel und Station können",
  partner: "mehr erlaubt der Roaming-Partner des Fahrers nicht",
  lent: "mehr nimmt das Auto nicht, der Rest ist an andere verliehen",
  done: "alles, was Auto, Kabel und Station können",
};

const CANNOT = "sein Höchststrom liegt unter seinem Mindeststrom, also kann es nicht laden";

const IMPOSSIBLE: Readonly<Record<CappedBy, string>> = {
  plan: "wartet auf eine günstigere Zeit",
  pv: "wartet auf genug Sonne",
  class: "wartet, denn andere Autos seiner Klasse nehmen alles, was die Klasse darf",
  partner: "wartet, denn der Roaming-Partner des Fahrers erlaubt weniger, als es zum Laden braucht",
  done: "hat die Energie, die es haben wollte",
  reserve: CANNOT,
  lent: CANNOT,
};

/** Everything that flows through a limit or is held there; nothing is named that is nothing. */
function filledBy(use: Use, reason: Reason): string {
  const { building, isAssumed, held, sharing: together, others, size } = use;
  const parts = held.filter((one) => one.amount >= SMALL).map((one) => `${amount(use, one.amount)} ${HELD[one.because](one)}`);
  if (building >= SMALL) parts.unshift(`${amount(use, building)} Gebäude${isAssumed ? " (angenommen, sein Zähler schweigt)" : ""}`);
  if (reason.because === "limit" && parts.length === 0 && others.cars === 0) return `, ${sharers(reason)}`;
  if (others.cars > 0) parts.push(`${amount(use, others.amount)} für ${cars(others.cars, together.cars > 0 ? "anderes " : "", together.cars > 0 ? "andere " : "")}`);
  const left = size - building - held.reduce((sum, one) => sum + one.amount, 0) - others.amount - together.amount;
  if (reason.because === "waits" && left >= SMALL) parts.push(`${amount(use, left)} übrig`);
  if (reason.because === "limit") parts.push(`der Rest für ${together.cars <= 1 ? "dieses Auto" : `${together.cars} Autos, dieses mit ${figure(reason.wantedAmps ?? 0)} A`}`);
  return parts.length === 0 ? "" : `: ${parts.join(", ")}`;
}

const HELD: Readonly<Record<Held["because"], (of: Held) => string>> = {
  silent: ({ stations }) => `freigehalten für ${stations === 1 ? "1 Station, die nicht antwortet" : `${stations} Stationen, die nicht antworten`}`,
  quarantine: ({ stations }) => `freigehalten für ${stations === 1 ? "1 Station, die nicht folgt" : `${stations} Stationen, die nicht folgen`}`,
  unproven: ({ sockets }) => `freigehalten für ${sockets === 1 ? "1 Anschluss" : `${sockets} Anschlüsse`} ohne erprobten Rückfallwert`,
  free: ({ sockets }) => `freigehalten als Rückfallwert ${sockets === 1 ? "eines freien Anschlusses" : `von ${sockets} freien Anschlüssen`}`,
  waiting: ({ sockets }) => `freigehalten als Rückfallwert ${sockets === 1 ? "eines wartenden Autos" : `von ${sockets} wartenden Autos`}`,
};

function sharers({ sharers: all, wantedAmps = 0 }: Reason): string {
  return all <= 1 ? "und es ist das einzige Auto dort" : `${all} Autos teilen sie sich, dieses mit ${figure(wantedAmps)} A`;
}

function cars(count: number, one: string, more: string): string {
  return count === 1 ? `1 ${one}Auto` : `${count} ${more}Autos`;
}

function place({ node, kind, limit }: Use): string {
  return `${sharing.chargingPage.kinds[kind]}${node === kind ? "" : ` ${node}`}${limit === "kW" ? "" : ` ${limit}`}`;
}

function amount({ limit }: Use, value: number): string {
  return `${figure(value)} ${limit === "kW" ? "kW" : "A"}`;
}

function figure(value: number): string {
  return decimal(String(Math.round(value * 10) / 10));
}
