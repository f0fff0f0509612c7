import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";

interface Vector {
  readonly about: string;
  readonly [member: string]: unknown;
}

/** Your station, or your reading of one. */
export interface Station {
  /** The periods of its composite schedule for a vector of `composite`. */
  composite(vector: Vector, version: string): readonly object[];
  /** Its answer to the profile of a vector of `install`: `{ status: "Accepted", thenHolds }` or `{ status: "Rejected", reasonCode }`. */
  install(vector: Vector, version: string): object;
}

/** Runs all vectors of one file, such as `composite-2.0.1.json`, and tells where the station reads profiles differently. */
export function judgeVectors(file: URL, station: Station): { readonly judged: number; readonly wrong: readonly string[] } {
  const { version, composite, install }: { readonly version: string; readonly composite: readonly Vector[]; readonly install: readonly Vector[] } = JSON.parse(readFileSync(file, "utf8"));
  const judged = [
    ...composite.map((vector) => ({ vector, expected: vector["schedule"], said: station.composite(vector, version) })),
    ...install.map((vector) => ({ vector, expected: vector["answer"], said: station.install(vector, version) })),
  ];
  const wrong = judged.filter(({ expected, said }) => !isDeepStrictEqual(said, expected)).map(({ vector, expected, said }) => `${vector.about}: ${JSON.stringify(said)} should be ${JSON.stringify(expected)}`);
  return { judged: judged.length, wrong };
}
