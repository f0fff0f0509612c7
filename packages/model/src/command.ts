import type { Instant } from "@cpokit/kernel";
import type { FleetCommand } from "./fleet-command.ts";
import type { TokenReference } from "./token.ts";
import type { UpkeepCommand } from "./upkeep-command.ts";

/** A component variable of 2.x, or with only `variable` a configuration key of 1.6. */
export interface VariableName {
  readonly component?: string;
  readonly componentInstance?: string;
  readonly evse?: number;
  readonly connector?: number;
  readonly variable: string;
  readonly variableInstance?: string;
  /** 2.x AttributeEnumType; `Actual` when absent. */
  readonly attribute?: string;
}

/** What an operator can ask of a station, neutral over the versions. */
export type Command =
  | { readonly command: "start"; readonly token: TokenReference; readonly evse?: number; readonly remoteStartId?: number }
  | { readonly command: "stop"; readonly transaction: string }
  | { readonly command: "reset"; readonly mode: "immediate" | "whenIdle"; readonly evse?: number }
  | { readonly command: "unlock"; readonly evse: number; readonly connector?: number }
  | { readonly command: "changeAvailability"; readonly operative: boolean; readonly evse?: number; readonly connector?: number }
  | { readonly command: "trigger"; readonly message: string; readonly evse?: number; readonly connector?: number }
  | { readonly command: "getVariables"; readonly variables: readonly VariableName[] }
  | { readonly command: "setVariables"; readonly values: readonly (VariableName & { readonly value: string })[] }
  | UpkeepCommand
  | FleetCommand
  /** One raw OCPP call, exactly as written; with `version`, only to a station that speaks it. */
  | { readonly command: "call"; readonly action: string; readonly payload: unknown; readonly version?: "1.6" | "2.0.1" | "2.1" };

/** What came of a command. A timeout means "unknown", never "failed" (F18). */
export type CommandOutcome =
  | { readonly outcome: "accepted"; readonly response: unknown }
  | { readonly outcome: "rejected"; readonly reason: string; readonly response: unknown }
  | { readonly outcome: "error"; readonly code: string; readonly description: string }
  | { readonly outcome: "unsupported"; readonly reason: string }
  | { readonly outcome: "offline" }
  | { readonly outcome: "timeout" }
  /** Taken back by a person before it was sent. */
  | { readonly outcome: "cancelled"; readonly by: string };

/**
 * What a command should lead to besides its answer, and whether it did: an accepted start to a session, a reset to a boot, a stop to the
 * end of its transaction, a changed availability to a status that shows it. It may come before the answer, and without one (F18).
 */
export interface CommandEffect {
  readonly expects: "session" | "sessionEnd" | "boot" | "status";
  /** `void`: the station did not take the command, so nothing is to come. */
  readonly state: "awaited" | "confirmed" | "missing" | "void";
  /** From when on it is missing. */
  readonly until: Instant;
  /** When it was confirmed or found missing. */
  readonly at?: Instant;
}

/** The durable record of one command (domain §2, I20). */
export interface CommandRecord {
  readonly id: string;
  readonly station: string;
  readonly command: Command;
  readonly requestedBy: string;
  readonly requestedAt: Instant;
  readonly state: "queued" | "sent" | "done";
  readonly outcome?: CommandOutcome;
  readonly finishedAt?: Instant;
  /** The session that a start led to. */
  readonly session?: string;
  /** Absent where the answer is all there is to come. */
  readonly effect?: CommandEffect;
  /** When the answer came after the timeout and took its place (F18). */
  readonly answeredLateAt?: Instant;
  /** The bulk order that it is a part of. */
  readonly bulk?: string;
}
