import type { Instant } from "@cpokit/kernel";
import type { TariffType } from "@cpokit/ocpp/v21";
import { collection } from "@cpokit/storage";

/** The default tariff that a 2.1 station shall have for one EVSE, or with `evse` 0 for all that have none of their own. */
export interface StationTariff {
  readonly station: string;
  readonly evse: number;
  /** Its `tariffId` stands for its content: give a changed tariff another one where you can. */
  readonly tariff: TariffType;
  /** `installed`: the station has it; `refused`: it said why, and is asked again after its next boot; `removing`: it shall go. */
  readonly state: "requested" | "installed" | "refused" | "removing";
  readonly reason?: string;
  /** The fingerprint of the content that was sent last under its id; what the station has under this id is not known where it differs. */
  readonly sent?: string;
  readonly changedAt: Instant;
}

/** `<station>/<evse>`. */
export const stationTariffs = collection<StationTariff>("stationTariffs", { indexes: { byStation: { keys: ({ station, evse }) => [[station, evse]] } } });

/** What became of a tariff that was given to a running transaction. */
export interface TransactionTariff {
  readonly station: string;
  readonly transaction: string;
  readonly tariff: TariffType;
  /** `unknown`: the station did not answer in time. */
  readonly state: "requested" | "inForce" | "refused" | "unknown";
  readonly reason?: string;
  readonly changedAt: Instant;
}

/** `<station>/<transaction>`. */
export const transactionTariffs = collection<TransactionTariff>("transactionTariffs");
