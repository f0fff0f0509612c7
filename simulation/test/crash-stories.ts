import { expect, it } from "vitest";
import { crashAtEveryWrite } from "../src/crash/every-write.ts";
import { wireStories } from "../src/crash/wire-stories.ts";
import type { Version } from "@cpokit/ocpp";

/** Crashes every story of these versions at every write, each in every way; what the books say in the end is what they say undisturbed. */
export function crashStoriesOf(...versions: readonly Version[]): void {
  const stories = wireStories.filter(({ version }) => versions.includes(version));
  it.each(stories)("$name: dies or fails at any write, and the books are the same (F1–F4, I1, I2)", async (story) => {
    const { plays, differences } = await crashAtEveryWrite(story);
    expect(differences).toEqual([]);
    expect(plays).toBeGreaterThan(30);
  }, 120_000);
}
