/** What we answer to a vendor's own message. */
export interface DataTransferAnswer {
  readonly status: "accepted" | "rejected" | "unknownVendor" | "unknownMessage";
  /** Text for a 1.6 station (other values are sent as their JSON), any JSON for 2.x. */
  readonly data?: unknown;
}
