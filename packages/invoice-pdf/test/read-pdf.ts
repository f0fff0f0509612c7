import { inflateSync } from "node:zlib";

/** The texts of a PDF in standard fonts, in the order in which they are written. */
export function textsOf(bytes: Uint8Array): string[] {
  const file = Buffer.from(bytes);
  const texts: string[] = [];
  for (let from = file.indexOf("stream\n"); from !== -1; from = file.indexOf("stream\n", from + 7)) {
    if (file.toString("latin1", from - 3, from) === "end") continue;
    const end = file.indexOf("\nendstream", from);
    const content = inflateSync(file.subarray(from + 7, end)).toString("latin1");
    for (const [, hex = ""] of content.matchAll(/<([0-9A-F]*)> Tj/g)) texts.push(new TextDecoder("windows-1252").decode(Buffer.from(hex, "hex")));
  }
  return texts;
}
