import type { DataTransferAnswer } from "../data-transfer/data-transfer-answer.ts";

/** The words for the answers to a DataTransfer, the same in every version. */
export const DATA_TRANSFER_STATUSES = {
  accepted: "Accepted",
  rejected: "Rejected",
  unknownVendor: "UnknownVendorId",
  unknownMessage: "UnknownMessageId",
} as const satisfies Record<DataTransferAnswer["status"], string>;
