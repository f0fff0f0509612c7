import { useCallback, useRef, useState } from "react";
import type { Address } from "./address.ts";
import { asProblem, request, type RequestProblem } from "./request.ts";

/** Sends a request, with its body where it has one. */
export interface Run {
  <Answer>(address: Address<Answer, undefined>): Promise<Answer | undefined>;
  <Answer, Body>(address: Address<Answer, Body>, body: NoInfer<Body>): Promise<Answer | undefined>;
}

export interface Action {
  readonly busy: boolean;
  readonly problem: RequestProblem | undefined;
  /** Answers `undefined` after a problem, which is then in `problem`. */
  readonly run: Run;
  readonly clear: () => void;
  /** Ends the request that is under way; it answers as if it had not been begun. */
  readonly stop: () => void;
}

/** A request that a person starts: shows that it runs, and keeps what went wrong. */
export function useAction(): Action {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<RequestProblem>();
  const current = useRef<AbortController>(undefined);
  const run = useCallback(async <Answer, Body>(address: Address<Answer, Body>, body?: Body): Promise<Answer | undefined> => {
    const stopped = new AbortController();
    current.current = stopped;
    setBusy(true);
    setProblem(undefined);
    try {
      return await request(address, { ...(body === undefined ? {} : { body }), signal: stopped.signal });
    } catch (error) {
      if (!stopped.signal.aborted) setProblem(asProblem(error));
      return undefined;
    } finally {
      setBusy(false);
    }
  }, []);
  const clear = useCallback(() => setProblem(undefined), []);
  const stop = useCallback(() => current.current?.abort(), []);
  return { busy, problem, run, clear, stop };
}
