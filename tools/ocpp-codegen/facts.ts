/** One field of a message or type, as `facts/messages-*.json` states it. */
export interface Field {
  readonly type?: "string" | "integer" | "number" | "boolean" | "any";
  readonly enum?: string;
  readonly object?: string;
  readonly array?: Field;
  readonly required?: boolean;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly multipleOf?: number;
  readonly format?: "date-time" | "uri";
  readonly default?: string | number | boolean;
}

export type Fields = Readonly<Record<string, Field>>;

export interface MessageFacts {
  readonly from: "station" | "csms" | "both";
  readonly block: string;
  readonly messageType?: "SEND";
  readonly request: Fields;
  readonly response?: Fields | null;
}

export interface Facts {
  readonly version: "1.6" | "2.0.1" | "2.1";
  readonly openTypes: readonly string[];
  readonly messages: Readonly<Record<string, MessageFacts>>;
  readonly types: Readonly<Record<string, Fields>>;
  readonly enums: Readonly<Record<string, readonly string[]>>;
}

/** Reads the text of a facts file; refuses any keyword that the printers do not know, so that none is lost. */
export function parseFacts(text: string): Facts {
  const facts: Facts = JSON.parse(text);
  const shapes = [...Object.values(facts.messages).flatMap(({ request, response }) => [request, response ?? {}]), ...Object.values(facts.types)];
  for (const field of shapes.flatMap((fields) => Object.values(fields))) checkField(field);
  return facts;
}

function checkField(field: Field): void {
  const unknown = Object.keys(field).filter((keyword) => !KEYWORDS.has(keyword));
  if (unknown.length > 0) throw new Error(`The generator does not know the keyword ${unknown.join(", ")}.`);
  const isTenths = field.multipleOf === undefined || field.multipleOf === 0.1;
  const isKnownFormat = field.format === undefined || field.format === "date-time" || field.format === "uri";
  if (!isTenths || !isKnownFormat) throw new Error(`The generator does not know the rule of ${JSON.stringify(field)}.`);
  if (field.array !== undefined) checkField(field.array);
}

const KEYWORDS = new Set([
  "type", "enum", "object", "array", "required", "maxLength", "minimum", "maximum", "minItems", "maxItems", "multipleOf", "format", "default",
]);
