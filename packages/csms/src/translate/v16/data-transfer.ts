import type { DataTransferResponse } from "@cpokit/ocpp/v16";
import type { DataTransferAnswer } from "../../data-transfer/data-transfer-answer.ts";
import { compact } from "../compact.ts";
import { DATA_TRANSFER_STATUSES } from "../data-transfer.ts";

/** 1.6 carries text only: anything else is sent as its JSON. */
export function dataTransferResponse(answer: DataTransferAnswer): DataTransferResponse {
  const { data } = answer;
  return compact({
    status: DATA_TRANSFER_STATUSES[answer.status],
    data: data === undefined || typeof data === "string" ? data : JSON.stringify(data),
  });
}
