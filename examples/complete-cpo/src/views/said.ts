import type { Said as Read } from "@cpokit/kernel";
import type { Said } from "../wire/common.ts";

/** The code and the values of a sentence, for a view; nothing where a person or a station wrote it. */
export function said(sentences: { read(text: string): Read | undefined }, text: string | undefined): { said?: Said } {
  const read = text === undefined ? undefined : sentences.read(text);
  return read === undefined ? {} : { said: { code: read.code, values: { ...read.values } } };
}
