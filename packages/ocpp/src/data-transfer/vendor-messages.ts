import { CpoError } from "@cpokit/kernel";
import type { CallHandler, CallOptions, CallOutcome, CallReply, IncomingCall, StationLink } from "../rpc/link.ts";
import { dataField, readData, type VendorMessage } from "./vendor-message.ts";

/** A vendor's message as its handler gets it. */
export interface VendorCall<Request> {
  readonly link: StationLink;
  readonly data: Request;
  readonly messageId: string;
}

/** What a handler of a vendor's message answers. */
export type VendorReply<Response> = { readonly status: "Accepted"; readonly data: Response } | { readonly status: "Rejected" };

/** Answers one message of a vendor. */
export type VendorHandler<Request, Response> = (call: VendorCall<Request>) => VendorReply<Response> | Promise<VendorReply<Response>>;

/** The vendors' messages that one side knows, by vendorId and messageId. */
export interface VendorMessages {
  /** Sets the handler of a message. @throws `ocpp.vendorMessageTaken` when it has one. */
  on<Request, Response>(message: VendorMessage<Request, Response>, handler: VendorHandler<Request, Response>): void;
  /**
   * Answers any DataTransfer of any version: UnknownVendorId, UnknownMessageId, Rejected for data that breaks its schema, or what the
   * handler answers. Every other action is refused with NotSupported.
   */
  readonly handler: CallHandler;
}

/**
 * A registry of DataTransfer messages, typed per vendorId and messageId.
 *
 * @example
 * const seal = { vendorId: "com.example", messageId: "Seal", request: z.object({ number: z.string() }), response: z.undefined() };
 * const vendors = createVendorMessages();
 * vendors.on(seal, ({ data }) => (isKnown(data.number) ? { status: "Accepted", data: undefined } : { status: "Rejected" }));
 */
export function createVendorMessages(): VendorMessages {
  const vendors = new Map<string, Map<string, (call: IncomingCall, data: unknown) => Answer | Promise<Answer>>>();
  return {
    on(message, handler) {
      const { vendorId, messageId = "" } = message;
      const messages = vendors.get(vendorId) ?? new Map<string, (call: IncomingCall, data: unknown) => Answer | Promise<Answer>>();
      if (messages.has(messageId)) {
        throw new CpoError("ocpp.vendorMessageTaken", `${vendorId} ${messageId} has a handler already; keep one of them.`, { vendorId, messageId });
      }
      vendors.set(vendorId, messages);
      messages.set(messageId, (call, data) => answer(message, handler, call, data));
    },
    handler: (call) => {
      if (call.action !== "DataTransfer") return { refusal: "notSupported", description: "Only DataTransfer is answered here." };
      const { vendorId, messageId = "", data } = call.payload as { readonly vendorId: string; readonly messageId?: string; readonly data?: unknown };
      const messages = vendors.get(vendorId);
      if (messages === undefined) return { response: { status: "UnknownVendorId" } };
      const known = messages.get(messageId);
      if (known === undefined) return { response: { status: "UnknownMessageId" } };
      const reply = known(call, data);
      return reply instanceof Promise ? reply.then(toReply) : toReply(reply);
    },
  };
}

/** What came of a vendor's message that we sent. */
export type VendorOutcome<Response> =
  | { readonly outcome: "accepted"; readonly data: Response }
  | { readonly outcome: "refused"; readonly status: "Rejected" | "UnknownMessageId" | "UnknownVendorId" }
  /** `invalid` also when the data of the answer breaks the schema of the message. */
  | Exclude<CallOutcome, { readonly outcome: "result" }>;

/** Sends one message of a vendor as DataTransfer, in any version. Rejects as `StationLink.call`, and with `ocpp.invalidVendorData`. */
export async function sendVendorMessage<Request, Response>(
  link: StationLink, message: VendorMessage<Request, Response>, data: NoInfer<Request>, options?: CallOptions,
): Promise<VendorOutcome<Response>> {
  const { vendorId, messageId } = message;
  const { version } = link.protocol;
  const payload = { vendorId, ...(messageId === undefined ? {} : { messageId }), ...dataField(version, message, message.request, data) };
  const outcome = await link.call("DataTransfer", payload, options);
  if (outcome.outcome !== "result") return outcome;
  const response = outcome.payload as { readonly status: "Accepted" | "Rejected" | "UnknownMessageId" | "UnknownVendorId"; readonly data?: unknown };
  if (response.status !== "Accepted") return { outcome: "refused", status: response.status };
  const read = readData(version, message, message.response, response.data);
  return read.outcome === "read" ? { outcome: "accepted", data: read.data } : { outcome: "invalid", payload: outcome.payload, rule: read.rule };
}

interface Answer {
  readonly status: "Accepted" | "Rejected";
  readonly data?: unknown;
}

function answer<Request, Response>(
  message: VendorMessage<Request, Response>, handler: VendorHandler<Request, Response>, call: IncomingCall, data: unknown,
): Answer | Promise<Answer> {
  const { link, messageId } = call;
  const { version } = link.protocol;
  const read = readData(version, message, message.request, data);
  if (read.outcome === "unreadable") return { status: "Rejected" };
  const toAnswer = (reply: VendorReply<Response>): Answer =>
    reply.status === "Accepted" ? { status: "Accepted", ...dataField(version, message, message.response, reply.data) } : { status: "Rejected" };
  const reply = handler({ link, data: read.data, messageId });
  return reply instanceof Promise ? reply.then(toAnswer) : toAnswer(reply);
}

function toReply(response: Answer): CallReply {
  return { response };
}
