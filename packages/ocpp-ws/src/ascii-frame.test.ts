import { describe, expect, it } from "vitest";
import { asciiFrame } from "./ascii-frame.ts";

function bytesOf(text: string): readonly number[] | undefined {
  const frame = asciiFrame(text);
  return frame === undefined ? undefined : [...Buffer.from(frame, "latin1")];
}

describe("asciiFrame", () => {
  it.each([
    [0, [0x81, 0]],
    [1, [0x81, 1]],
    [125, [0x81, 125]],
    [126, [0x81, 126, 0, 126]],
    [256, [0x81, 126, 1, 0]],
    [65_535, [0x81, 126, 0xff, 0xff]],
  ])("writes a final, unmasked text frame around %d letters", (length, head) => {
    expect(bytesOf("~".repeat(length))).toEqual([...head, ...Array.from({ length }, () => 0x7e)]);
  });

  it("leaves longer texts and other letters than ASCII to the WebSocket", () => {
    for (const text of ["x".repeat(65_536), "é", "\u0080", "漢", "😀", "a".repeat(200) + "\u00ff"]) expect(asciiFrame(text)).toBeUndefined();
  });

  it("takes control characters, which JSON escapes anyway", () => {
    expect(bytesOf("\0\n\u007f")).toEqual([0x81, 3, 0, 0x0a, 0x7f]);
  });
});
