import { it } from "vitest";
import { runRange } from "./seed-range.ts";

it("holds every invariant through 250 days, from seed 751", () => runRange(751, 250), 600_000);
