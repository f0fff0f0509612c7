import { createMemoryDriver, type Driver } from "@cpokit/storage";
import { describe, expect, it } from "vitest";
import { stories, type Learnt, type Story } from "./stories.ts";
import { createWorld, type World } from "./world.ts";

/** `before`: the process dies and nothing was written. `after`: it dies when all was written, before anybody heard of it. */
type CrashMode = "before" | "after";

class Crash extends Error {}

/** The same place, through a process that dies at the n-th commit. */
function dyingAt(place: Driver, count: number, mode: CrashMode): Driver & { readonly commits: () => number } {
  let commits = 0;
  return {
    ...place,
    commits: () => commits,
    async commit(units) {
      commits += 1;
      if (commits !== count) return place.commit(units);
      if (mode === "after") await place.commit(units);
      throw new Crash();
    },
  };
}

/** Plays a story; a step that was not answered is sent again, as a station does. */
async function play(story: Story, place: Driver, first: Driver): Promise<World> {
  let world = createWorld({ driver: first });
  const learnt: Learnt = new Map();
  for (const [index, step] of story.steps.entries()) {
    for (let isDone = false; !isDone;) {
      try {
        await world.at(step.second, async (unit) => {
          if ("act" in step) return step.act(unit, world.sessions, learnt);
          const answer = await world.sessions.record(unit, step.fact(learnt));
          return answer;
        }).then((answer) => "fact" in step && step.name !== undefined && learnt.set(step.name, answer as NonNullable<ReturnType<Learnt["get"]>>));
        isDone = true;
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
        world = createWorld({ driver: place, seed: 1_000 + index });
      }
    }
  }
  return world;
}

/** What the story came to, without what a restart may draw anew. */
async function outcome(world: World): Promise<readonly object[]> {
  const sessions = await world.all();
  const results = await Promise.all(sessions.filter(({ lifecycle }) => lifecycle !== "cancelled").map(async (session) => {
    const { id, transaction, journalLength: _length, suspicions, ...rest } = session;
    const { points, states } = await world.sessions.readings(world.store, id);
    return { ...rest, isNumbered: transaction !== "", suspicions: suspicions.map(({ code }) => code), points, states };
  }));
  return results.toSorted((a, b) => a.startAt - b.startAt || a.review.localeCompare(b.review));
}

describe("crash at every write (F1, F2, I1, I2)", () => {
  it("has forty stories", () => expect(stories.length).toBeGreaterThanOrEqual(40));

  it.each(stories.map((story) => [story.name, story] as const))("%s", async (_name, story) => {
    const place = createMemoryDriver();
    const counted = dyingAt(place, 0, "before");
    const undisturbed = await outcome(await play(story, place, counted));

    for (let count = 1; count <= counted.commits(); count += 1) {
      for (const mode of ["before", "after"] as const) {
        const restarted = createMemoryDriver();
        const world = await play(story, restarted, dyingAt(restarted, count, mode));
        expect(await outcome(world), `commit ${count}, dies ${mode}`).toEqual(undisturbed);
        for (const { id } of await world.all()) {
          const { stored, replayed } = await world.bytes(id);
          expect(replayed).toBe(stored);
        }
      }
    }
  });
});
