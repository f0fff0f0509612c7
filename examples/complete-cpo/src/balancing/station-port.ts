import type { Csms } from "@cpokit/csms";
import type { Logger } from "@cpokit/kernel";
import { toWire16, toWire201, toWire21, type Answer, type Capabilities, type Profile, type StationPort } from "@cpokit/smart-charging";

/** Profiles leave over the open connection of a station; what it reckons with is asked there. */
export function createStationPort({ online, logger }: { readonly online: () => ReturnType<Csms["online"]>; readonly logger: Logger }): StationPort {
  return {
    setProfile(station, profile, answer) {
      const link = online().find((one) => one.station === station)?.link;
      if (link === undefined) return answer("unknown");
      link.call("SetChargingProfile", payloadOf(profile, link.protocol.version)).then(
        (outcome) => {
          const status = outcome.outcome === "result" ? (outcome.payload as { readonly status?: string }).status : undefined;
          answer(status === "Accepted" ? "accepted" : status !== undefined || outcome.outcome === "error" ? "rejected" : "unknown");
        },
        (error: unknown) => {
          logger.error({ error, station }, "A charging profile could not be sent");
          answer("unknown" satisfies Answer);
        },
      );
    },
    readBack(station, connector, answer) {
      const link = online().find((one) => one.station === station)?.link;
      if (link === undefined) return answer(undefined);
      const place = link.protocol.version === "1.6" ? { connectorId: connector } : { evseId: connector };
      link.call("GetCompositeSchedule", { ...place, duration: 60, chargingRateUnit: "A" }).then(
        (outcome) => answer(outcome.outcome === "result" ? firstAmps(outcome.payload) : undefined),
        () => answer(undefined),
      );
    },
  };
}

function payloadOf(profile: Profile, version: Capabilities["version"]): unknown {
  if (version === "1.6") return toWire16(profile);
  return version === "2.0.1" ? toWire201(profile) : toWire21(profile);
}

/** What a composite schedule begins with, where it speaks of amperes; the field has another name in 1.6. */
function firstAmps(payload: unknown): number | undefined {
  const { chargingSchedule, schedule = chargingSchedule } = payload as Readonly<Record<"chargingSchedule" | "schedule", Composite | undefined>>;
  return schedule?.chargingRateUnit === "A" ? schedule.chargingSchedulePeriod?.[0]?.limit : undefined;
}

interface Composite {
  readonly chargingRateUnit?: string;
  readonly chargingSchedulePeriod?: readonly { readonly limit?: number }[];
}
