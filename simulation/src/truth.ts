import type { Instant } from "@cpokit/kernel";
import type { FaultName, Station } from "@cpokit/simulator";

/** A transaction as it truly was: what the meter of its EVSE counted between its begin and its end. */
export interface TrueTransaction {
  readonly station: string;
  readonly version: Station["version"];
  /** The station's own reference; 2.x tells it, 1.6 never does. */
  readonly reference: string;
  readonly evse: number;
  readonly startAt: Instant;
  readonly startRegister: number;
  /** By how much the clock of the station was off at its start. */
  readonly skew: number;
  endAt?: Instant;
  endRegister?: number;
  /** The number that the central system gave it (1.6). */
  number?: string;
  /** The central system answered its start, and its end. */
  isStartTold: boolean;
  isEndTold: boolean;
  /** The token that it began with was refused by the central system. */
  isRefused: boolean;
  /** Some message about it was given up by the station, or the clock was set meanwhile. */
  isDamaged: boolean;
}

/** What one station truly did. */
export interface Truth {
  readonly station: Station;
  readonly faults: readonly FaultName[];
  readonly transactions: readonly TrueTransaction[];
  /** How often the central system's calls made the station start, by EVSE (I20). */
  readonly remoteStarts: number;
}

interface SentMessage {
  readonly action: string;
  readonly payload: object;
}

/** Watches a station from inside. The central system's view is never asked. */
export function watchTruth(station: Station, faults: readonly FaultName[], skew: () => number): Truth {
  const transactions: TrueTransaction[] = [];
  /** 1.6 starts in the order in which they happened, by the payload that tells them. */
  const starts = new Map<string, TrueTransaction>();
  let inFlight: SentMessage | undefined;
  let remoteStarts = 0;

  const latest = (reference: string): TrueTransaction | undefined => transactions.findLast((transaction) => transaction.reference === reference);

  /** The transaction that a message speaks of, as far as it says. */
  const subject = ({ action, payload }: SentMessage): TrueTransaction | undefined => {
    if (action === "TransactionEvent") return latest((payload as { readonly transactionInfo: { readonly transactionId: string } }).transactionInfo.transactionId);
    if (action === "StartTransaction") {
      const text = JSON.stringify(payload);
      const known = starts.get(text) ?? transactions.find((transaction) => ![...starts.values()].includes(transaction));
      if (known !== undefined) starts.set(text, known);
      return known;
    }
    if (action !== "StopTransaction" && action !== "MeterValues") return undefined;
    const { transactionId } = payload as { readonly transactionId?: number };
    return transactions.find(({ number }) => number === String(transactionId));
  };

  const answered = (message: SentMessage, response: unknown): void => {
    const transaction = subject(message);
    if (transaction === undefined) return;
    const { transactionId, idTagInfo, idTokenInfo } = response as { readonly transactionId?: number; readonly idTagInfo?: { readonly status: string }; readonly idTokenInfo?: { readonly status: string } };
    const { eventType } = message.payload as { readonly eventType?: string };
    const isStart = message.action === "StartTransaction" || eventType === "Started";
    if (isStart) {
      transaction.isStartTold = true;
      if (transactionId !== undefined) transaction.number = String(transactionId);
    }
    if (message.action !== "StopTransaction" && eventType !== "Ended" && ((idTagInfo ?? idTokenInfo)?.status ?? "Accepted") !== "Accepted") transaction.isRefused = true;
    if (message.action === "StopTransaction" || eventType === "Ended") transaction.isEndTold = true;
  };

  station.observe((event) => {
    switch (event.event) {
      case "transaction": {
        const { update } = event;
        const { reference, evse, meterStart } = update.transaction;
        if (update.event === "started") {
          transactions.push({
            station: station.identity, version: station.version, reference, evse, startAt: update.at, startRegister: meterStart, skew: skew(),
            isStartTold: false, isEndTold: false, isRefused: false, isDamaged: false,
          });
        }
        if (update.event !== "ended") return;
        const ended = latest(reference);
        if (ended === undefined) return;
        ended.endAt = update.at;
        ended.endRegister = update.samples.at(-1)?.energy ?? station.view(evse).register;
        if (ended.skew !== skew()) ended.isDamaged = true;
        return;
      }
      case "sent":
        inFlight = { action: event.action, payload: event.payload };
        return;
      case "answered":
        if (inFlight !== undefined && event.outcome.outcome === "result") answered(inFlight, event.outcome.payload);
        return;
      case "gaveUp": {
        const given = inFlight === undefined ? undefined : subject(inFlight);
        if (given !== undefined) given.isDamaged = true;
        // The number of a 1.6 transaction is never learnt when its start is given up: what follows cannot name it.
        return;
      }
      case "asked":
        if (/^(RemoteStart|RequestStart)Transaction$/.test(event.action) && "response" in event.reply) remoteStarts += 1;
        return;
      case "connected":
      case "disconnected":
      case "online":
      case "unreachable":
        return;
    }
  });

  return {
    station, faults, transactions,
    get remoteStarts() {
      return remoteStarts;
    },
  };
}
