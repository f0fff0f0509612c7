import { useEffect, useState } from "react";
import type { z } from "zod";
import { at } from "../api/address.ts";
import type { UpkeepKindView } from "../../../src/wire/fleet.ts";
import { asProblem, request, type RequestProblem } from "../api/request.ts";

type Kind = z.infer<typeof UpkeepKindView>;

/** In ms: how often a task is looked at, and how often at most. */
const LOOK = 1_000;
const LOOKS = 30;

/** Asks for work at a station and looks until it is done, or waits for something. */
export function useUpkeep(station: string, done: () => void): { readonly busy: boolean; readonly problem: RequestProblem | undefined; readonly ask: (kind: Kind) => void } {
  const [asked, setAsked] = useState<{ readonly kind: Kind; readonly look: number }>();
  const [problem, setProblem] = useState<RequestProblem>();

  useEffect(() => {
    if (asked === undefined) return;
    const timer = setTimeout(() => void look(asked), LOOK);
    return () => clearTimeout(timer);
  }, [asked]);

  async function look({ kind, look: count }: { readonly kind: Kind; readonly look: number }): Promise<void> {
    try {
      const { items } = await request(at("GET /stations/{id}/tasks", { path: { id: station } }));
      const task = items.find((each) => each.kind === kind);
      const isOver = task === undefined || task.state !== "waiting" || task.attempts > 0 || Date.parse(task.dueAt) > Date.now() + LOOK;
      if (task?.problem !== undefined) setProblem(asProblem(new Error(task.problem)));
      setAsked(isOver || count >= LOOKS ? undefined : { kind, look: count + 1 });
    } catch (error) {
      setProblem(asProblem(error));
      setAsked(undefined);
    }
    done();
  }

  async function begin(kind: Kind): Promise<void> {
    setProblem(undefined);
    try {
      await request(at("POST /stations/{id}/maintain", { path: { id: station } }), { body: { kind } });
      setAsked({ kind, look: 1 });
    } catch (error) {
      setProblem(asProblem(error));
    }
  }

  return { busy: asked !== undefined, problem, ask: (kind) => void begin(kind) };
}
