import type { Instant } from "@cpokit/kernel";
import type { Unit } from "@cpokit/storage";
import type { ConnectorStatusProjection } from "../availability/connector-status.ts";
import type { OutsideKnowledge } from "../authorization/outside.ts";
import type { Decisions } from "../authorization/decisions.ts";
import type { Certificates } from "../certificates/create-certificates.ts";
import type { CertificateStatus, ContractAnswer, OcspAnswer } from "../contracts/contract-services.ts";
import type { Contracts } from "../contracts/create-contracts.ts";
import type { DataTransfers } from "../data-transfer/data-transfer.ts";
import type { DeviceModels } from "../device-model/create-device-models.ts";
import type { Notices } from "../diagnostics/notices.ts";
import type { Fleet } from "../listeners.ts";
import type { Provisioning } from "../provisioning/provisioning.ts";
import type { SessionBlock } from "../transactions/session-block.ts";
import type { VehicleCharging } from "../vehicle-charging/vehicle-charging.ts";
import type { Envelope } from "../translate/envelope.ts";

/** The functional blocks, neutral over the versions. */
export interface Blocks {
  readonly provisioning: Provisioning;
  readonly connectors: ConnectorStatusProjection;
  readonly decisions: Decisions;
  readonly sessions: SessionBlock;
  readonly dataTransfers: DataTransfers;
  readonly notices: Notices;
  readonly deviceModels: DeviceModels;
  readonly contracts: Contracts;
  readonly fleet: Fleet;
  readonly certificates: Certificates;
  readonly vehicleCharging: VehicleCharging;
}

/** What a message is handled with. A class, since it waits for a commit (decision 0014). */
export class ExchangeContext {
  readonly unit: Unit;
  readonly envelope: Envelope;
  readonly blocks: Blocks;
  /** Functional block of the specification that the action belongs to. */
  readonly block: string;
  /** Our time, for answers that carry it. */
  readonly now: Instant;
  /** What `before` found out. */
  readonly outside: Outside | undefined;

  constructor(unit: Unit, envelope: Envelope, blocks: Blocks, block: string, now: Instant, outside?: Outside) {
    this.unit = unit;
    this.envelope = envelope;
    this.blocks = blocks;
    this.block = block;
    this.now = now;
    this.outside = outside;
  }
}

/** What was found out about a message outside of its unit. */
export interface Outside {
  readonly token?: OutsideKnowledge | undefined;
  readonly ocsp?: OcspAnswer;
  readonly statuses?: readonly CertificateStatus[];
  readonly contract?: ContractAnswer;
}

/** What happens with one action: its message becomes a fact, a block records it in the unit, its answer becomes a response. */
export interface RecordedExchange<Request = never, Response = unknown> {
  /** `fact`: it changes what we know; `notice`: kept for the operator and for `on.notice`. */
  readonly treatment: "fact" | "notice";
  /** What becomes of it, for the coverage table. */
  readonly becomes: string;
  readonly run: (request: Request, context: ExchangeContext) => Promise<Response>;
  /** Asks others, before the unit begins: a unit may run twice, and nobody shall wait inside one. */
  readonly before?: (request: Request, envelope: Envelope, blocks: Blocks) => Promise<Outside>;
  /**
   * The answer when the message was put aside because its unit kept failing: the station must not repeat it for ever (Q15).
   * Absent where no honest answer exists without the unit.
   */
  readonly aside?: (request: Request, envelope: Envelope) => Response;
}

/** An action that leaves no trace, answered at once. */
export interface ImmediateExchange<Response = unknown> {
  readonly treatment: "immediate";
  readonly becomes: string;
  readonly answer: (now: Instant) => Response;
}

/** What happens with one action of one version. */
export type Exchange<Request = never, Response = unknown> = RecordedExchange<Request, Response> | ImmediateExchange<Response>;

/** The exchanges of one version by action. */
export type ExchangeTable = ReadonlyMap<string, Exchange>;
