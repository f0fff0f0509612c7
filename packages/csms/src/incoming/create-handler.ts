import type { Clock, Logger, Scheduler } from "@cpokit/kernel";
import type { Action, CallHandler, CallReply, IncomingCall } from "@cpokit/ocpp";
import type { Store } from "@cpokit/storage";
import { describeError } from "../describe-error.ts";
import type { Incidents } from "../diagnostics/incidents.ts";
import type { LiveStation, LiveStations } from "../provisioning/live-stations.ts";
import { registrationRefusal } from "../provisioning/registration-gate.ts";
import type { Envelope } from "../translate/envelope.ts";
import { validated } from "../validated.ts";
import { ExchangeContext, type Blocks, type RecordedExchange } from "./exchange.ts";
import { exchangesOf } from "./exchanges-of.ts";
import { persist } from "./persist.ts";
import type { UnprocessedMessages } from "./unprocessed-messages.ts";

/** What the handler works with. */
export interface HandlerPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly scheduler?: Scheduler | undefined;
  readonly logger: Logger;
  readonly live: LiveStations;
  readonly blocks: Blocks;
  readonly incidents: Incidents;
  readonly unprocessed: UnprocessedMessages;
}

/** Answers every call of every version; a CALLRESULT leaves after the commit of its unit (I1). */
export function createHandler(ports: HandlerPorts): CallHandler {
  const { clock, live, blocks, logger } = ports;

  return (call) => {
    const station = live.ofLink(call.link);
    return station instanceof Promise ? station.then((opened) => answer(opened, call)) : answer(station, call);
  };

  function answer(station: LiveStation, call: IncomingCall): CallReply | Promise<CallReply> {
    station.lastSeenAt = call.receivedAt;
    const action = call.link.protocol.action(call.action);
    const exchange = action === undefined ? undefined : exchangesOf(call.link.protocol.version).get(call.action);
    if (action === undefined) return { refusal: "notImplemented", description: "This action is unknown." };
    if (exchange === undefined) return { refusal: "notSupported", description: "A station does not send this action." };
    const refusal = registrationRefusal(station, call.action);
    if (refusal !== undefined) return refuse(station, call, refusal);
    return exchange.treatment === "immediate" ? { response: exchange.answer(clock.now()) } : record(station, action, exchange, call);
  }

  async function refuse(station: LiveStation, call: IncomingCall, refusal: CallReply): Promise<CallReply> {
    const summary = `${call.action} refused: the registration is ${station.registration}`;
    await ports.incidents.report({ station: station.station, severity: "warning", kind: "not-accepted", summary });
    return refusal;
  }

  async function record(station: LiveStation, action: Action, exchange: RecordedExchange, call: IncomingCall): Promise<CallReply> {
    const envelope: Envelope = { station: station.station, protocol: call.link.protocol.version, receivedAt: call.receivedAt };
    const request = validated<never>(call.payload);
    try {
      const outside = exchange.before === undefined ? undefined : await exchange.before(request, envelope, blocks);
      return { response: await persist(ports, (unit) => exchange.run(request, new ExchangeContext(unit, envelope, blocks, action.block, clock.now(), outside))) };
    } catch (error) {
      logger.error({ station: station.station, action: call.action, error: describeError(error) }, "a message could not be worked in");
      if (exchange.aside === undefined) throw error;
      await ports.unprocessed.putAside({ envelope, action: call.action, block: action.block, payload: call.payload }, error);
      return { response: exchange.aside(request, envelope) };
    }
  }
}
