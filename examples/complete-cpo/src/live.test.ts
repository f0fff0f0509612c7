import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createLive, type Live, type LiveEvent } from "./live.ts";

let loads: string[];
let failures: unknown[];
let live: Live;
beforeEach(() => {
  vi.useFakeTimers();
  loads = [];
  failures = [];
  live = createLive({
    load: (kind, id) => {
      loads.push(`${kind} ${id}`);
      if (id === "broken") return Promise.reject(new Error("broken"));
      return Promise.resolve(id === "gone" ? undefined : { kind: "attention" });
    },
    failed: (error) => failures.push(error),
  });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("live events", () => {
  it("tell many changes of one thing once", async () => {
    const heard: LiveEvent[] = [];
    live.listen((event) => heard.push(event));
    for (let change = 0; change < 50; change += 1) live.changed("session", "S1");
    live.changed("station", "S1");
    await vi.advanceTimersByTimeAsync(500);
    expect(loads).toEqual(["session S1", "station S1"]);
    expect(heard).toHaveLength(2);
    live.changed("session", "S1");
    await vi.advanceTimersByTimeAsync(500);
    expect(heard).toHaveLength(3);
  });

  it("load nothing while nobody listens", async () => {
    const stop = live.listen(() => {});
    stop();
    live.changed("session", "S1");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(loads).toEqual([]);
  });

  it("go on after one that cannot be made or is gone", async () => {
    const heard: LiveEvent[] = [];
    live.listen((event) => heard.push(event));
    live.changed("session", "broken");
    live.changed("session", "gone");
    live.changed("session", "S1");
    await vi.advanceTimersByTimeAsync(500);
    expect(failures).toEqual([new Error("broken")]);
    expect(heard).toHaveLength(1);
  });

  it("end when the CPO stops, and say so", async () => {
    const closed = vi.fn<() => void>();
    const heard = vi.fn<(event: LiveEvent) => void>();
    live.listen(heard);
    live.onClose(closed);
    live.changed("session", "S1");
    live.close();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(closed).toHaveBeenCalledOnce();
    expect(heard).not.toHaveBeenCalled();
  });
});
