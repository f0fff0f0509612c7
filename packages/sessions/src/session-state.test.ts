import { expect, it } from "vitest";
import { evolve, replay } from "./session-state.ts";

it("a journal that does not begin with a session says so", () => {
  expect(() => evolve(undefined, { event: "ended", reason: "x" })).toThrow(expect.objectContaining({ code: "sessions.journal", values: { event: "ended" } }));
  expect(() => replay([])).toThrow(expect.objectContaining({ code: "sessions.journal" }));
  expect(() => replay([{ seq: 0, events: [] }])).toThrow(expect.objectContaining({ code: "sessions.journal" }));
});
