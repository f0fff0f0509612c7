import type { Clock, Instant, Logger } from "@cpokit/kernel";
import type { StationLink } from "@cpokit/ocpp";
import type { ConnectionFault, ConnectionSettings } from "./connection.ts";
import { redactMessage } from "./redact.ts";

/** One message as it was sent or received, for logs. */
export interface TracedMessage {
  readonly link: StationLink;
  readonly direction: "in" | "out";
  /** Credentials and token ids are replaced by `***`, unless `redact` is false. */
  readonly text: string;
  readonly at: Instant;
}

/** What a server and a client let their users hear of a connection. */
export interface ConnectionHooks {
  readonly redact?: boolean;
  readonly onMessage?: (message: TracedMessage) => void;
  readonly onFault?: (link: StationLink, fault: ConnectionFault) => void;
}

/** A place to publish to: a channel of `node:diagnostics_channel`, or none. */
export interface Channel<Message> {
  readonly hasSubscribers: boolean;
  publish(message: Message): void;
}

/** What connections publish besides their hooks. */
export interface ConnectionChannels {
  readonly message: Channel<TracedMessage>;
  readonly fault: Channel<{ readonly link: StationLink; readonly fault: ConnectionFault }>;
}

/** Runs code of the user; what it throws is logged, because no caller could do anything about it. */
export function guarded(logger: Logger, name: string, run: () => void): void {
  try {
    run();
  } catch (error) {
    logger.error({ error, hook: name }, `The hook ${name} threw an error; it must not.`);
  }
}

/** The hooks as the connections call them: guarded, redacted, and free of cost when nobody listens. */
export function connectionHooks(
  hooks: ConnectionHooks, clock: Clock, logger: Logger, channels: ConnectionChannels | undefined,
): Pick<ConnectionSettings, "report" | "trace"> {
  const { onMessage, onFault, redact = true } = hooks;
  return {
    report: (link, fault) => {
      if ("error" in fault) logger.error({ identity: link.identity, fault: fault.fault, error: fault.error }, "Code of the application threw an error.");
      if (onFault !== undefined) guarded(logger, "onFault", () => onFault(link, fault));
      if (channels?.fault.hasSubscribers === true) channels.fault.publish({ link, fault });
    },
    trace: (link, direction, text) => {
      const isPublished = channels?.message.hasSubscribers === true;
      if (onMessage === undefined && !isPublished) return;
      const message: TracedMessage = { link, direction, text: redact ? redactMessage(text) : text, at: clock.now() };
      if (onMessage !== undefined) guarded(logger, "onMessage", () => onMessage(message));
      if (isPublished) channels.message.publish(message);
    },
  };
}
