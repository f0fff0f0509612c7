import { CpoError } from "@cpokit/kernel";
import type { Version } from "../protocol.ts";

/** What judges the data of a vendor's message: any zod schema, or anything with its `safeParse`. */
export interface DataSchema<out T> {
  safeParse(value: unknown): { readonly success: true; readonly data: T } | { readonly success: false };
}

/** One message of a vendor inside DataTransfer (OCPP 1.6 §4.3 and §5.6, OCPP 2.x P01 and P02). */
export interface VendorMessage<Request, Response> {
  readonly vendorId: string;
  /** Absent for the one message of a vendor that has no id. */
  readonly messageId?: string;
  readonly request: DataSchema<Request>;
  readonly response: DataSchema<Response>;
  /** What the text is that OCPP 1.6 carries: JSON when absent, or `plain` for data that is text itself. 2.x carries any JSON value. */
  readonly text?: "json" | "plain";
}

/** Data as it was read, or why not. */
export type ReadData<T> = { readonly outcome: "read"; readonly data: T } | { readonly outcome: "unreadable"; readonly rule: string };

type Encoding = Pick<VendorMessage<unknown, unknown>, "vendorId" | "messageId" | "text">;

/** Reads the `data` of a DataTransfer. */
export function readData<T>(version: Version, { text }: Encoding, schema: DataSchema<T>, data: unknown): ReadData<T> {
  const isJsonText = version === "1.6" && text !== "plain" && typeof data === "string";
  const value = isJsonText ? parsed(data) : { data };
  if (value === undefined) return { outcome: "unreadable", rule: "data must be JSON text" };
  const judged = schema.safeParse(value.data);
  return judged.success ? { outcome: "read", data: judged.data } : { outcome: "unreadable", rule: "data does not fit the schema of this message" };
}

/** The `data` of a DataTransfer as a field to send, none when it is undefined. @throws `ocpp.invalidVendorData` when it breaks its schema. */
export function dataField<T>(version: Version, message: Encoding, schema: DataSchema<T>, data: T): { readonly data?: unknown } {
  const { vendorId, messageId = "", text } = message;
  const isText = version !== "1.6" || text !== "plain" || data === undefined || typeof data === "string";
  if (!schema.safeParse(data).success || !isText) {
    throw new CpoError("ocpp.invalidVendorData", `This data is not what ${vendorId} ${messageId} carries; compare it with the schema of the message.`, { vendorId, messageId });
  }
  if (data === undefined) return {};
  return { data: version === "1.6" && text !== "plain" ? JSON.stringify(data) : data };
}

function parsed(text: string): { readonly data: unknown } | undefined {
  try {
    return { data: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
