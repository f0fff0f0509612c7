import { CpoError } from "@cpokit/kernel";
import { describe, expect, it } from "vitest";
import { createLog } from "./log.ts";

function written(lowest: string): string[] {
  const lines: string[] = [];
  const log = createLog(lowest, (line) => lines.push(line));
  log.debug({}, "debug");
  log.info({}, "info");
  log.warn({ station: "CS-1" }, "warn");
  log.error({ error: new CpoError("x.y", "It broke.", { at: 1 }, new Error("why")) }, "error");
  return lines;
}

describe("the log", () => {
  it("writes one line of JSON per entry, errors with code and cause", () => {
    const lines = written("warn").map((line) => JSON.parse(line) as unknown);
    expect(lines).toEqual([
      { time: expect.any(String), level: "warn", message: "warn", station: "CS-1" },
      { time: expect.any(String), level: "error", message: "error", error: expect.objectContaining({ code: "x.y", message: "It broke.", values: { at: 1 }, cause: "why", stack: expect.any(String) }) },
    ]);
  });

  it.each([["debug", 4], ["info", 3], ["error", 1], ["none", 0]])("from %s on has %i of four entries", (lowest, count) => {
    expect(written(lowest)).toHaveLength(count);
  });
});
