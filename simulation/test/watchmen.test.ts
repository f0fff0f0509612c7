import { expect, it } from "vitest";
import { crashAtEveryWrite } from "../src/crash/every-write.ts";
import { wireStories } from "../src/crash/wire-stories.ts";

/** The checks must notice a CPO that loses something: a disk that says it has stored a write and has not. */
it.each(["1.6: a plain session (T2, T7, T8)", "2.1: a plain session", "2.0.1: two EVSEs at once"])("notices the loss of any write of a session: %s", async (name) => {
  const story = wireStories.find((each) => each.name === name)!;
  const { plays, differences } = await crashAtEveryWrite(story, ["lies"]);
  expect(differences.find(({ fault }) => fault === undefined)).toBeUndefined();
  // Connections, statuses and leases may be lost; facts about sessions, CDRs and messages may not.
  expect(differences.length).toBeGreaterThan(plays / 4);
});

it("plays at least forty stories, in every version", () => {
  expect(wireStories.length).toBeGreaterThanOrEqual(40);
  expect(new Set(wireStories.map(({ name }) => name)).size).toBe(wireStories.length);
  for (const version of ["1.6", "2.0.1", "2.1"]) expect(wireStories.filter((story) => story.version === version).length).toBeGreaterThanOrEqual(5);
});
