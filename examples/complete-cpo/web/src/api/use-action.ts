import { useCallback, useRef, useState } from "react";
import { asProblem, request, type RequestProblem } from "./request.ts";

export interface Action<Answer> {
  readonly busy: boolean;
  readonly problem: RequestProblem | undefined;
  /** Sends the request; `undefined` after a problem, which is then in `problem`. */
  readonly run: (path: string, options: { method?: string; body?: unknown }) => Promise<Answer | undefined>;
  readonly clear: () => void;
  /** Ends the request that is under way; it answers as if it had not been begun. */
  readonly stop: () => void;
}

/** A request that a person starts: shows that it runs, and keeps what went wrong. */
export function useAction<Answer>(): Action<Answer> {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<RequestProblem>();
  const current = useRef<AbortController>(undefined);
  const run = useCallback(async (path: string, options: { method?: string; body?: unknown }) => {
    const stopped = new AbortController();
    current.current = stopped;
    setBusy(true);
    setProblem(undefined);
    try {
      return await request<Answer>(path, { method: "POST", ...options, signal: stopped.signal });
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
