import { instant, type Instant } from "@cpokit/kernel";
import {
  v16, type ChargingProfile as WireProfile, type ChargingProfilePurposeType, type GetCompositeScheduleRequest, type GetCompositeScheduleResponse,
} from "@cpokit/ocpp/v16";
import type { ChargingProfile, ProfilePurpose } from "../profiles/charging-profile.ts";
import { compositeSchedule } from "../profiles/composite.ts";
import { readProfile } from "../profiles/wire-profile.ts";
import { answers } from "../station/answers.ts";
import type { StationCore } from "../station/core.ts";
import type { Answer } from "../station/dialect.ts";
import type { ConnectorNumbers } from "./connectors.ts";
import type { TransactionNumbers } from "./transaction-numbers.ts";

const PURPOSES: Readonly<Record<ChargingProfilePurposeType, ProfilePurpose>> = {
  ChargePointMaxProfile: "station", TxDefaultProfile: "default", TxProfile: "transaction",
};

/** SetChargingProfile, ClearChargingProfile and GetCompositeSchedule of OCPP 1.6. */
export function chargingProfileAnswers(core: StationCore, connectors: ConnectorNumbers, numbers: TransactionNumbers): readonly (readonly [string, Answer])[] {
  return [
    answers(v16.action("SetChargingProfile"), ({ connectorId, csChargingProfiles: wire }) => {
      if (core.vendorLimits !== undefined) return { status: "Rejected" };
      const place = connectorId === 0 ? { evse: 0 } : connectors.place(connectorId);
      if (place === undefined) return { status: "Rejected" };
      const purpose = PURPOSES[wire.chargingProfilePurpose];
      const running = core.evse(place.evse)?.view().transaction;
      const isMeant = wire.transactionId === undefined || numbers.reference(wire.transactionId) === running?.reference;
      if (purpose === "station" && place.evse !== 0) return { status: "Rejected" };
      if (purpose === "transaction" && (running === undefined || !isMeant)) return { status: "Rejected" };
      core.profiles.set(profileOf(wire, place.evse, core.now(), purpose === "transaction" ? running?.reference : undefined));
      core.limitsChanged();
      return { status: "Accepted" };
    }),
    answers(v16.action("ClearChargingProfile"), (criteria) => {
      const evse = criteria.connectorId === undefined ? undefined : criteria.connectorId === 0 ? 0 : connectors.place(criteria.connectorId)?.evse ?? -1;
      const removed = core.profiles.clear((profile) =>
        criteria.id === undefined
          ? (evse === undefined || profile.evse === evse) &&
            (criteria.stackLevel === undefined || profile.stackLevel === criteria.stackLevel) &&
            (criteria.chargingProfilePurpose === undefined || profile.purpose === PURPOSES[criteria.chargingProfilePurpose])
          : profile.id === criteria.id);
      core.limitsChanged();
      return { status: removed > 0 ? "Accepted" : "Unknown" };
    }),
    answers(v16.action("GetCompositeSchedule"), (request) => composite(core, connectors, request)),
  ];
}

/** A profile of the wire as the station keeps it. */
export function profileOf(wire: WireProfile, evse: number, receivedAt: Instant, transaction?: string): ChargingProfile {
  const purpose = PURPOSES[wire.chargingProfilePurpose];
  return readProfile(wire, wire.chargingSchedule, { id: wire.chargingProfileId, evse, purpose, receivedAt, ...(transaction === undefined ? {} : { transaction }) });
}

function composite(core: StationCore, connectors: ConnectorNumbers, request: GetCompositeScheduleRequest): GetCompositeScheduleResponse {
  const place = connectors.place(request.connectorId);
  const hardware = core.evses.find((entry) => entry.hardware.number === place?.evse)?.hardware;
  if (place === undefined || hardware === undefined) return { status: "Rejected" };
  const unit = request.chargingRateUnit ?? (hardware.powerType === "DC" ? "W" : "A");
  const from = instant(Math.floor(core.now() / 1_000) * 1_000);
  const periods = compositeSchedule(hardware, from, request.duration, unit, (at) => core.limitAt(hardware.number, at));
  if (periods.length === 0) return { status: "Rejected" };
  return {
    status: "Accepted", connectorId: request.connectorId, scheduleStart: core.stamp(from),
    chargingSchedule: { duration: request.duration, startSchedule: core.stamp(from), chargingRateUnit: unit, chargingSchedulePeriod: [...periods] },
  };
}
