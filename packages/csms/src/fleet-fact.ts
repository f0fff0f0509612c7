import type { Instant } from "@cpokit/kernel";
import type { TokenReference, VariableName } from "@cpokit/model";
import type { AddressType, ChargingScheduleUpdateType, MessageInfoType } from "@cpokit/ocpp/v21";
import type { Battery } from "./energy/energy-documents.ts";
import type { Monitor } from "./monitoring/monitor-documents.ts";

interface FleetFactBase {
  readonly station: string;
  readonly receivedAt: Instant;
}

/** Where a firmware update stands, in the words that 2.x and signed 1.6 share. */
export type FirmwareState = "idle" | "scheduled" | "downloading" | "paused" | "downloaded" | "verified" | "installing" | "rebooting" | "installed" | "failed";

/** One event of a 2.x device model (N07, N08). */
export interface MonitoredEvent {
  readonly of: VariableName;
  readonly monitor?: number;
  readonly trigger: "Alerting" | "Delta" | "Periodic";
  readonly cleared: boolean;
  readonly value: string;
  readonly severity?: number;
  readonly techCode?: string;
  readonly techInfo?: string;
  readonly transaction?: string;
  readonly at: Instant;
  readonly receivedAt: Instant;
}

/** One control in a report of a station; its parameters stay as they were sent. */
export interface ReportedDerControl {
  readonly id: string;
  readonly type: string;
  readonly isDefault: boolean;
  readonly isSuperseded: boolean;
  readonly content: unknown;
}

interface ReportBase extends FleetFactBase {
  readonly request: number;
  readonly isLast: boolean;
}

/** What a station tells of work that it was asked for, and of itself, neutral over the versions; only blocks of the central system consume it. */
export type FleetFact =
  /** A reservation is over without having been used, says the station; `unused`: the car came and nothing began (2.1). */
  | (FleetFactBase & { readonly fact: "reservationOver"; readonly reservation: number; readonly how: "expired" | "removed" | "unused" })
  /** `detail` is the status as sent. */
  | (FleetFactBase & { readonly fact: "firmware"; readonly request?: number; readonly state: FirmwareState; readonly detail: string })
  /** A local controller publishes firmware. */
  | (FleetFactBase & { readonly fact: "firmwarePublished"; readonly request?: number; readonly state: "going" | "published" | "failed"; readonly detail: string; readonly locations?: readonly string[] })
  | (FleetFactBase & { readonly fact: "log"; readonly request?: number; readonly state: "idle" | "uploading" | "uploaded" | "failed" | "replaced"; readonly detail: string })
  | (FleetFactBase & { readonly fact: "securityEvent"; readonly type: string; readonly at: Instant; readonly info?: string })
  | (FleetFactBase & { readonly fact: "monitored"; readonly events: readonly MonitoredEvent[] })
  | (ReportBase & { readonly fact: "monitors"; readonly part: number; readonly monitors: readonly Omit<Monitor, "station">[] })
  | (ReportBase & { readonly fact: "customerInformation"; readonly part: number; readonly data: string })
  | (ReportBase & { readonly fact: "displayMessages"; readonly messages: readonly MessageInfoType[] })
  | (ReportBase & { readonly fact: "derControls"; readonly controls: readonly ReportedDerControl[] })
  /** A stream of values begins; `interval` in seconds. */
  | (FleetFactBase & { readonly fact: "streamOpened"; readonly stream: number; readonly monitor: number; readonly interval?: number; readonly values?: number })
  | (FleetFactBase & { readonly fact: "streamClosed"; readonly stream: number })
  | (FleetFactBase & { readonly fact: "streamed"; readonly stream: number; readonly values: readonly { readonly at: Instant; readonly value: string }[] })
  | (FleetFactBase & { readonly fact: "priorityCharging"; readonly transaction: string; readonly isActive: boolean })
  | (FleetFactBase & { readonly fact: "derAlarm"; readonly type: string; readonly fault?: string; readonly ended: boolean; readonly at: Instant; readonly info?: string })
  | (FleetFactBase & { readonly fact: "derStartStop"; readonly control: string; readonly started: boolean; readonly superseded: readonly string[] })
  | (FleetFactBase & { readonly fact: "batterySwap"; readonly request: number; readonly token: TokenReference; readonly event: "in" | "out" | "timeout"; readonly batteries: readonly Battery[] })
  /** A terminal at the station settled a payment; `amount` is an exact decimal. */
  | (FleetFactBase & {
      readonly fact: "settled"; readonly reference: string; readonly transaction?: string; readonly status: "settled" | "canceled" | "rejected" | "failed"; readonly amount: string;
      readonly at: Instant; readonly receipt?: { readonly id?: string; readonly url?: string }; readonly detail?: string;
    })
  /** A driver opened the web page of the station to pay; the station waits so many seconds. */
  | (FleetFactBase & { readonly fact: "webPayment"; readonly evse: number; readonly timeout: number })
  | (FleetFactBase & { readonly fact: "vatNumber"; readonly number: string; readonly evse?: number })
  /** The station asks for the next set point of a dynamic profile. */
  | (FleetFactBase & { readonly fact: "schedulePulled"; readonly profile: number });

/** What a block says to a fact whose answer is not the same for all. */
export interface FleetReply {
  readonly accept: boolean;
  readonly receipt?: { readonly id?: string; readonly url?: string };
  readonly company?: AddressType;
  readonly schedule?: ChargingScheduleUpdateType;
}
