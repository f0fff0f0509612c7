import type { Instant } from "@cpokit/kernel";
import { instantText } from "@cpokit/model";
import { fallOutSentences, type GivingBackReason, type ShareReason, type UncontrolledReason } from "@cpokit/smart-charging";
import type { CarShare } from "../balancing/balanced.ts";
import type { ChargingView } from "../wire/site.ts";
import { optional } from "./optional.ts";
import { said } from "./said.ts";

export function chargingView({ heldA, wantedA, mode, why, reason, wish, boostUntil }: CarShare): ChargingView {
  const momentOf = (at: Instant | undefined): string | undefined => (at === undefined ? undefined : instantText(at));
  return {
    amps: heldA, wantedAmps: wantedA, mode, why, ...(reason === undefined ? {} : { reason: reasonView(reason) }),
    wished: { mode: wish.mode ?? "fair", ...optional({ departure: momentOf(wish.departure), targetKWh: wish.targetKWh, boostUntil: momentOf(boostUntil) }) },
  };
}

/** Why a car gets what it gets, as values. */
export function reasonView(reason: GivingBackReason | ShareReason | UncontrolledReason): NonNullable<ChargingView["reason"]> {
  if ("worstA" in reason) return { because: reason.quarantine === undefined ? "silent" : "quarantine", sharers: 0, countedAmps: reason.worstA, ...said(fallOutSentences, reason.quarantine) };
  if ("givesA" in reason) {
    const { givesA, storedKWh, targetKWh, departure } = reason;
    return { because: "givesBack", sharers: 0, givenAmps: givesA, storedKWh, ...optional({ targetKWh, departure: departure === undefined ? undefined : instantText(departure) }) };
  }
  const { share, cappedBy, use, reserveA, nextStart, shortfallKWh } = reason;
  return {
    because: share.because, sharers: share.sharers.length, heldAmps: reason.heldA, wantedAmps: share.amps,
    ...(use === undefined ? {} : { use: { ...use, held: use.held.map((one) => ({ ...one })) } }),
    ...optional({ cappedBy, reservedAmps: reserveA, nextStart: nextStart === undefined ? undefined : instantText(nextStart), missingKWh: shortfallKWh }),
  };
}
