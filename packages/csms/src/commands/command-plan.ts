import type { CommandOutcome, VariableName } from "@cpokit/model";

/** One CALL to send. */
export interface PlannedCall {
  readonly action: string;
  readonly payload: object;
}

/** How a command is carried out: calls in order, and what their answers amount to. */
export type CommandPlan =
  | { readonly calls: readonly PlannedCall[]; readonly conclude: (responses: readonly unknown[]) => CommandOutcome }
  /** This version, or this command as it stands, cannot be sent; the sentence says why. */
  | { readonly unsupported: string };

/** What a plan needs to know of the station. */
export interface PlanContext {
  /** Links the session to this start (2.x). */
  readonly remoteStartId: number;
  readonly limits: MessageLimits;
}

/** How much a station takes in one message, where we know it. */
export interface MessageLimits {
  readonly getItems?: number;
  readonly getBytes?: number;
  readonly setItems?: number;
  readonly setBytes?: number;
}

/** What came of one variable in a `getVariables` or `setVariables`; names and status as the station says them. */
export interface VariableResult extends VariableName {
  /** 2.x attributeStatus; 1.6: `Accepted`, `UnknownVariable`, or the status of ChangeConfiguration. */
  readonly status: string;
  readonly value?: string;
  /** 1.6 says so of its keys. */
  readonly readonly?: boolean;
}
