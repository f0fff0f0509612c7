import type { DataTransferFact } from "@cpokit/model";
import type { DataTransferAnswer } from "../data-transfer/data-transfer-answer.ts";
import { compact } from "./compact.ts";
import type { Envelope } from "./envelope.ts";

/** A DataTransfer as every version asks it: 1.6 with text only, 2.x with any JSON. */
interface DataTransferRequest {
  readonly vendorId: string;
  readonly messageId?: string;
  readonly data?: unknown;
}

/** A DataTransfer as a fact. */
export function dataTransferFact(request: DataTransferRequest, envelope: Envelope): DataTransferFact {
  return compact({
    fact: "dataTransfer" as const,
    station: envelope.station,
    receivedAt: envelope.receivedAt,
    vendor: request.vendorId,
    message: request.messageId,
    data: request.data,
  });
}

/** The words for the answers to a DataTransfer, the same in every version. */
export const DATA_TRANSFER_STATUSES = {
  accepted: "Accepted",
  rejected: "Rejected",
  unknownVendor: "UnknownVendorId",
  unknownMessage: "UnknownMessageId",
} as const satisfies Record<DataTransferAnswer["status"], string>;
