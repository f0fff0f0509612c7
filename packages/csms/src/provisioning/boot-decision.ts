/** What we tell a station that booted; the words are those of every OCPP version. */
export interface BootDecision {
  readonly registration: "Accepted" | "Pending" | "Rejected";
  /** Seconds: between heartbeats when accepted, until the next boot otherwise. */
  readonly interval: number;
}
