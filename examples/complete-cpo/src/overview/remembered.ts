import type { Clock } from "@cpokit/kernel";

/** How many times longer than it took to make something it is kept. */
const KEEP = 20;
/** In ms: what takes longer is made anew in the background, while the old one is shown. */
const SLOW = 300;
/** Questions that are remembered. */
const MOST = 8;

/** Answers a question from memory for a while: the dearer it was, the longer. At least 19 parts in 20 of the time are left for other work. */
export function remembered<Question extends string | number, Value>(clock: Clock, load: (question: Question) => Promise<Value>): (question: Question) => Promise<Value> {
  const known = new Map<Question, { readonly value: Value; readonly took: number; readonly until: number }>();
  const making = new Map<Question, Promise<Value>>();

  async function make(question: Question): Promise<Value> {
    const begun = clock.now();
    try {
      const value = await load(question);
      const took = clock.now() - begun;
      known.delete(question);
      known.set(question, { value, took, until: clock.now() + KEEP * took });
      for (const oldest of known.keys()) if (known.size > MOST) known.delete(oldest);
      return value;
    } catch (error) {
      known.delete(question);
      throw error;
    } finally {
      making.delete(question);
    }
  }

  return async (question) => {
    const kept = known.get(question);
    if (kept !== undefined && clock.now() < kept.until) return kept.value;
    const next = making.get(question) ?? make(question);
    making.set(question, next);
    if (kept === undefined || kept.took < SLOW) return next;
    // What fails is forgotten, and so tried again by the next one who asks, who hears of it.
    next.catch(() => undefined);
    return kept.value;
  };
}
