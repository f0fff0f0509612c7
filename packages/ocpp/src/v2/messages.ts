import type { V201Messages } from "../v201/index.ts";
import type { V21Messages } from "../v21/index.ts";

/** The actions that OCPP 2.0.1 and 2.1 share: all 64 of 2.0.1. */
export type V2Action = keyof V201Messages & keyof V21Messages;

/**
 * What one handler for OCPP 2.0.1 and 2.1 deals with: it reads the request of either version and answers with the response of 2.0.1,
 * which 2.1 takes as well. A request of 2.1 has all of 2.0.1, but for NotifyMonitoringReport, where it is one or the other.
 */
export type V2Handled = {
  [Name in V2Action]: {
    request: Either<V201Messages[Name]["request"], V21Messages[Name]["request"]>;
    response: V201Messages[Name]["response"];
  };
};

/** What one command for OCPP 2.0.1 and 2.1 deals with: it sends the request of 2.0.1 and reads the response of either version. */
export type V2Sent = {
  [Name in V2Action]: {
    request: V201Messages[Name]["request"];
    response: Either<V201Messages[Name]["response"], V21Messages[Name]["response"]>;
  };
};

/** The wider one when it includes the other. */
type Either<Old, New> = Old extends New ? New : Old | New;
