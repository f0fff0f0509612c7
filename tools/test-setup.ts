/**
 * Property tests draw from one seed, so that a run can be repeated and a change is judged by what it changed.
 * `CPOKIT_SEED=random npm test` draws afresh, and `CPOKIT_SEED=<number>` repeats what such a run printed.
 */
import fc from "fast-check";

const wanted = process.env["CPOKIT_SEED"] ?? "20261121";
if (wanted !== "random") {
  const seed = Number(wanted);
  if (!Number.isInteger(seed)) throw new Error(`CPOKIT_SEED must be "random" or a whole number, not ${JSON.stringify(wanted)}.`);
  fc.configureGlobal({ seed });
}
