import { expect, it } from "vitest";
import { fuzz, FUZZ_PEERS } from "./fuzz.ts";

it.each(FUZZ_PEERS)("mutated frames never break the $mode peer of a $role of $protocol.version, and every answer is one that it may give", (peer) => {
  const { answers, faults } = fuzz(peer, 2_000, 20_261_121);
  expect(answers[4]).toBeGreaterThan(0);
  expect(answers[5] > 0).toBe(peer.protocol.version === "2.1");
  expect(faults).toBeGreaterThan(1_000);
});
