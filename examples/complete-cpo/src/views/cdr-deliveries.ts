import type { CdrRecord } from "@cpokit/billing";
import { instantText } from "@cpokit/model";
import { circuits, peers, type Mail } from "@cpokit/ocpi";
import type { Reader } from "@cpokit/storage";
import type { Roaming } from "../roaming/roaming.ts";
import type { CdrDeliveryView } from "../wire/cdr.ts";
import { optional } from "./optional.ts";

/** What is known of the deliveries of a record to partners. */
export function mailOf({ push, settings }: Pick<Roaming, "push" | "settings">, cdr: CdrRecord): Promise<readonly Mail[]> {
  return push.deliveries("CDR", { ...settings.party, id: cdr.id });
}

export function deliveryViews(reader: Reader, mail: readonly Mail[]): Promise<CdrDeliveryView[]> {
  return Promise.all(mail.map(async ({ peer, pendingSince, due, failures, parked, tried }): Promise<CdrDeliveryView> => {
    const [partner, circuit] = await Promise.all([reader.get(peers, peer), reader.get(circuits, peer)]);
    const isWaiting = pendingSince !== undefined && parked === undefined;
    const nextAt = circuit !== undefined && circuit.openUntil > due ? circuit.openUntil : due;
    return {
      partner: peer, attempts: failures, state: pendingSince === undefined ? "told" : isWaiting ? "waiting" : "refused",
      ...optional({
        name: partner?.name, since: pendingSince === undefined ? undefined : instantText(pendingSince), triedAt: tried === undefined ? undefined : instantText(tried.at),
        answer: parked?.rule ?? tried?.rule, nextAt: isWaiting ? instantText(nextAt) : undefined, outage: isWaiting ? circuit?.message : undefined,
      }),
    };
  }));
}
