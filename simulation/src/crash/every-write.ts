import type { CommitFate } from "../disk.ts";
import { playStory, type CommitFault, type Ending } from "./play.ts";
import type { WireStory } from "./story.ts";

/** What can become of a write: it fails, all of it is stored and only the answer is lost, or the process dies before or after it. */
export const FATES = ["fails", "answerLost", "diesBefore", "diesAfter"] as const satisfies readonly CommitFate[];

/** A fault after which the story did not come to what it comes to undisturbed. */
export interface Difference {
  readonly story: string;
  readonly fault: CommitFault | undefined;
  readonly violations: readonly string[];
  readonly result: unknown;
  readonly expected: unknown;
}

/** Plays a story undisturbed, and once for each fate of each of its writes. */
export async function crashAtEveryWrite(story: WireStory, fates: readonly CommitFault["fate"][] = FATES): Promise<{ readonly plays: number; readonly differences: readonly Difference[] }> {
  const undisturbed = await playStory(story);
  const expected = undisturbed.result;
  const differences: Difference[] = [];
  const compare = (fault: CommitFault | undefined, { result, violations }: Ending): void => {
    if (violations.length > 0 || JSON.stringify(result) !== JSON.stringify(expected)) differences.push({ story: story.name, fault, violations, result, expected });
  };
  compare(undefined, undisturbed);
  let plays = 1;
  for (let commit = 1; commit <= undisturbed.commits; commit += 1) {
    for (const fate of fates) {
      const fault = { commit, fate };
      compare(fault, await playStory(story, fault));
      plays += 1;
    }
  }
  return { plays, differences };
}
