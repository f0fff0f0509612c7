import type { Codec, Violation } from "../protocol.ts";
import { findings, type Finding } from "./findings.ts";
import type { Schema } from "./schema.ts";

/** The codec of one payload type: the accept function decides, the schema names what is wrong. */
export function createCodec<Payload>(accepts: (value: unknown) => value is Payload, schema: Schema<Payload>): Codec<Payload> {
  const codec: Codec<Payload> = {
    accepts,
    violations: (value) => {
      if (accepts(value)) return [];
      const found = explain(codec, value).map(({ kind, path, rule }) => ({ kind, path, rule }));
      return found.length === 0 ? [UNEXPLAINED] : found;
    },
  };
  schemas.set(codec, schema);
  return codec;
}

/** The response of a SEND message: there is none, so nothing is accepted. */
export const noResponse: Codec<never> = {
  accepts: (_value): _value is never => false,
  violations: (): readonly Violation[] => [{ kind: "format", path: "", rule: "a SEND has no response" }],
};

/** What the schema alone says about the value, with what each field needs; nothing for a codec that was not made here. */
export function explain(codec: Codec<unknown>, value: unknown): readonly Finding[] {
  const schema = schemas.get(codec);
  return schema === undefined ? [] : findings(schema(), value);
}

/** Keeps the promise of `violations` should the schema ever be laxer than the accept function; a test compares them. */
const UNEXPLAINED: Violation = { kind: "format", path: "", rule: "breaks a rule of its schema" };

const schemas = new WeakMap<object, Schema<unknown>>();
