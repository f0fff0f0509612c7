import { instant, minutes, type Clock, type Instant, type Random } from "@cpokit/kernel";
import type { ProviderFaults } from "./fake-provider.ts";
import type { ProviderEvent, WebhookMessage, WebhookReading } from "../payments/provider.ts";

/** An event before it has an id. */
export type FakeEvent = ProviderEvent extends infer Event ? (Event extends ProviderEvent ? Omit<Event, "id"> : never) : never;

/** The notifications of the fake provider: doubled, late, lost and in any order, as its faults say. */
export interface FakeWebhooks {
  send(event: FakeEvent, at: Instant): void;
  /** The messages of an event, without faults of time. */
  messages(event: FakeEvent): readonly WebhookMessage[];
  take(): readonly WebhookMessage[];
  parse(message: WebhookMessage): WebhookReading;
}

/** A real provider signs with a secret; this one is only told apart from strangers. */
const SIGNATURE = "fake";

export function createFakeWebhooks(ports: { readonly clock: Clock; readonly random: Random; readonly happens: (share: number | undefined) => boolean; readonly faults: () => ProviderFaults }): FakeWebhooks {
  const { clock, random, happens, faults } = ports;
  let count = 0;
  let queue: { readonly message: WebhookMessage; readonly at: Instant }[] = [];

  function messages(event: FakeEvent): readonly WebhookMessage[] {
    count += 1;
    const message = { headers: { "x-fake-signature": SIGNATURE }, body: JSON.stringify({ ...event, id: `event-${count}` }) };
    return happens(faults().duplicateWebhook) ? [message, message] : [message];
  }

  return {
    messages,
    send(event, at) {
      for (const message of messages(event)) {
        if (happens(faults().lostWebhook)) continue;
        queue.push({ message, at: happens(faults().lateWebhook) ? instant(at + minutes(Math.ceil(random() * 120))) : at });
      }
    },
    take() {
      const now = clock.now();
      const due = queue.filter((each) => each.at <= now);
      queue = queue.filter((each) => each.at > now);
      return due.map(({ message }) => ({ message, place: random() })).sort((a, b) => a.place - b.place).map(({ message }) => message);
    },
    parse({ headers, body }) {
      if (headers["x-fake-signature"] !== SIGNATURE) return { outcome: "refused", reason: "The notification is not signed by the provider." };
      return { outcome: "events", events: [JSON.parse(body) as ProviderEvent] };
    },
  };
}
