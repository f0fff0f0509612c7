import { useCallback, useEffect, useRef, useState } from "react";
import type { Address } from "./address.ts";
import { onLive } from "./live.ts";
import { isList, readAsFar } from "./pages.ts";
import { asProblem, type RequestProblem } from "./request.ts";

export interface Resource<Value> {
  readonly address: Address<Value> | undefined;
  readonly value: Value | undefined;
  readonly problem: RequestProblem | undefined;
  /** Reads it again, a list as far as it was read; the old value stays until the new one is here. */
  readonly reload: () => void;
  /** Changes the value in place, e.g. by a live event. */
  readonly change: (how: (value: Value) => Value) => void;
}

/** Reads one route of the API, and again after every new live connection; of a list so many items, as far as there are. */
export function useApi<Value>(address: Address<Value> | undefined, fewest = 0): Resource<Value> {
  const [value, setValue] = useState<Value>();
  const [problem, setProblem] = useState<RequestProblem>();
  const [turn, setTurn] = useState(0);
  const shown = useRef(address);
  const length = useRef(0);
  length.current = isList(value) ? value.items.length : 0;

  useEffect(() => {
    if (address === undefined) return;
    const far = Math.max(fewest, shown.current === address ? length.current : 0);
    if (shown.current !== address) setValue(undefined);
    shown.current = address;
    const stop = new AbortController();
    readAsFar(address, far, stop.signal).then(
      (answer) => {
        setValue(answer);
        setProblem(undefined);
      },
      (error: unknown) => {
        if (!stop.signal.aborted) setProblem(asProblem(error));
      },
    );
    return () => stop.abort();
  }, [address, turn, fewest]);

  const reload = useCallback(() => setTurn((before) => before + 1), []);
  useEffect(() => onLive("hello", reload), [reload]);
  const change = useCallback((how: (value: Value) => Value) => setValue((before) => (before === undefined ? before : how(before))), []);
  return { address, value, problem, reload, change };
}

/** Reads a whole list, page after page: for choosing from it, or for the names of what others only number. */
export function useAll<Value>(address: Address<Value> | undefined): Resource<Value> {
  return useApi(address, Number.POSITIVE_INFINITY);
}

/** Runs `reload` at most once a second, or in so many milliseconds, while events of these kinds come in. */
export function useReloadOn(kinds: readonly ("station" | "session" | "cdr" | "energy" | "attention")[], reload: () => void, pause = 1_000): void {
  const key = kinds.join();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const later = (): void => {
      timer ??= setTimeout(() => {
        timer = undefined;
        reload();
      }, pause);
    };
    const stops = kinds.map((kind) => onLive(kind, later));
    return () => {
      clearTimeout(timer);
      for (const stop of stops) stop();
    };
    // The list of kinds is written inline by callers: its content counts, not its identity.
  }, [key, reload, pause]);
}
