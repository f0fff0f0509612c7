export type { V2Action, V2Handled, V2Sent } from "./messages.ts";
