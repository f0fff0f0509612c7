/**
 * A payment service. Every call carries a key of its own: the same key again answers what became of the first call and moves nothing
 * (I21). A call that rejects, or takes too long, has an unknown outcome: it is asked again by its key.
 */
export interface PaymentProvider {
  /** Reserves an amount on the driver's means of payment. */
  authorize(call: AuthorizeCall): Promise<ProviderAnswer>;
  /** Reserves more. */
  increment(call: IncrementCall): Promise<ProviderAnswer>;
  /** Takes up to what is reserved, once; the rest is released by that. */
  capture(call: ProviderCall): Promise<ProviderAnswer>;
  /** Gives the reservation back. */
  release(call: Omit<ProviderCall, "amount">): Promise<ProviderAnswer>;
  /** Pays back of what was captured. */
  refund(call: ProviderCall): Promise<ProviderAnswer>;
  /** Saves a means of payment on a page of the service; the same key again tells what became of it. Absent where the service has no such page. */
  saveMethod?(call: SaveMethodCall): Promise<SaveMethodAnswer>;
  /** Reads a notification after checking that it is genuine. */
  parseWebhook(message: WebhookMessage): Promise<WebhookReading>;
}

export interface ProviderCall {
  /** Stable: the provider's idempotency key. */
  readonly key: string;
  /** Our id of the payment; the provider keeps it and sends it back in its notifications. */
  readonly payment: string;
  /** The provider's id of the payment, once it is known. */
  readonly reference?: string;
  readonly currency: string;
  /** Decimal text with the decimals of the currency's minor unit. */
  readonly amount: string;
}

export interface AuthorizeCall extends ProviderCall {
  /** What the provider's page gave us for the means of payment; never a card number. */
  readonly method?: string;
}

export interface IncrementCall extends ProviderCall {
  /** What is reserved when this succeeds: `amount` more than now. */
  readonly total: string;
}

export interface SaveMethodCall {
  /** Stable: the provider's idempotency key. */
  readonly key: string;
  /** Whose it is. */
  readonly customer: string;
  /** Where the page leads back to, whatever the driver did there. */
  readonly returnUrl: string;
}

export type SaveMethodAnswer =
  /** It is saved. `token` stands for it in `authorize`, and is never a card number; `label` is how its owner knows it. */
  | { readonly result: "done"; readonly reference?: string; readonly token: string; readonly label: string }
  /** The service or the bank declined. */
  | { readonly result: "refused"; readonly reference?: string; readonly reason: string }
  /** The driver gave up. */
  | { readonly result: "cancelled"; readonly reference?: string }
  /** The driver has to go to the page, or has not come to an end there. */
  | { readonly result: "pending"; readonly reference?: string; readonly action: PaymentAction };

export type ProviderAnswer =
  /** It happened. `amount` is what was really reserved or moved; it may be less than was asked for. */
  | { readonly result: "done"; readonly reference: string; readonly amount: string }
  /** It will never happen under this key. */
  | { readonly result: "refused"; readonly reason: string }
  /** It is not decided yet, for example while the driver confirms at the bank; a notification will tell. */
  | { readonly result: "pending"; readonly reference?: string; readonly action?: PaymentAction };

/** What the driver has to do. */
export interface PaymentAction {
  readonly url: string;
}

/** An HTTP request of the provider, as it came. */
export interface WebhookMessage {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export type WebhookReading =
  | { readonly outcome: "events"; readonly events: readonly ProviderEvent[] }
  /** Not genuine, or not readable. */
  | { readonly outcome: "refused"; readonly reason: string };

/** What a notification says. `id` is the provider's id of the event, by which a repetition is known. */
export type ProviderEvent = { readonly id: string } & (MethodEvent | PaymentEvent);

/** What became of a means of payment that somebody was to save; `setup` is the key of the call. */
export interface MethodEvent {
  readonly kind: "method";
  readonly setup: string;
  readonly answer: SaveMethodAnswer;
}

/** What happened to a payment. */
export type PaymentEvent = { readonly payment: string } & (
  /** What became of one of our calls. */
  | { readonly kind: "answer"; readonly key: string; readonly answer: ProviderAnswer }
  /** The reservation lapsed before it was captured. */
  | { readonly kind: "expired" }
  /** Somebody paid back at the provider, past us. */
  | { readonly kind: "refunded"; readonly amount: string }
  | { readonly kind: "disputed"; readonly amount: string; readonly reason?: string }
  /** A lost dispute moved its amount back to the driver. */
  | { readonly kind: "disputeClosed"; readonly result: "won" | "lost"; readonly amount: string }
);
