import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { again, session, story } from "./readme.example.ts";

it("the README shows the example that runs", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  expect(readme).toContain(readFileSync(new URL("readme.example.ts", import.meta.url), "utf8"));
  expect(session).toMatchObject({ lifecycle: "ended", closure: "station", energy: 5_500, review: "clean", settlement: "none" });
  expect(again).toEqual({ outcome: "repeated", session: session?.id, transaction: session?.transaction });
  expect(story).toEqual([
    "The station started a session.", "The register stands at 1200 Wh.", "The register stands at 6700 Wh.", "The station ended the session (EVDisconnected).",
  ]);
  for (const sentence of story) expect(readme).toContain(sentence);
});
