export type { Action, ActionName, ActionOf, Codec, ErrorKind, Messages, Protocol, Version, Violation, ViolationKind } from "./protocol.ts";
export type { CallHandler, CallOptions, CallOutcome, CallRefusal, CallReply, IncomingCall, StationLink } from "./rpc/link.ts";
export type { PeerFault, ReportFault } from "./rpc/fault.ts";
export type { FrameProblem } from "./rpc/frame.ts";
export type { PeerOptions, PeerPort, Signing } from "./rpc/options.ts";
export type { Repair } from "./rpc/payload.ts";
export type { DataSchema, VendorMessage } from "./data-transfer/vendor-message.ts";
export {
  createVendorMessages, sendVendorMessage, type VendorCall, type VendorHandler, type VendorMessages, type VendorOutcome, type VendorReply,
} from "./data-transfer/vendor-messages.ts";
export { createPeer, type Peer } from "./rpc/peer.ts";
export { typedCall, type TypedOutcome } from "./rpc/typed-call.ts";
export {
  openPayload, signPayload, type MessageSigner, type MessageVerifier, type Opened, type SignedContext, type SignedHeader, type SignedPayload, type SigningAlgorithm,
} from "./signed/jws.ts";
export { repair, type Repaired, type RepairOptions, type UsedRepair } from "./repairs/repair.ts";
export { repairsOf, type RepairDescription } from "./repairs/catalogue.ts";
export type { RepairName } from "./repairs/rule.ts";
export { chooseRepairs, createStationRepairs, type RepairChoice, type StationRepairsOptions, type StationTraits } from "./repairs/station-repairs.ts";
