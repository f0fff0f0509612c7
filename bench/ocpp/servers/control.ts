/** What the bench asks of a server process, and how the process answers. */
export type Question = { readonly ask: "cpu" } | { readonly ask: "heap" } | { readonly ask: "call"; readonly times: number };

/** CPU time in microseconds since the start, bytes of JS heap after a collection, or the CPU time of so many calls to every station. */
export type Answer = { readonly port: number } | { readonly value: number };

/** Tells the bench the port and answers its questions; `callAll` sends so many calls to every station, one after the other. */
export function serve(port: number, callAll: (times: number) => Promise<void>): void {
  tell({ port });
  process.on("message", (question: Question) => void answer(question, callAll));
  process.on("disconnect", () => process.exit());
}

async function answer(question: Question, callAll: (times: number) => Promise<void>): Promise<void> {
  if (question.ask === "cpu") return tell({ value: cpu() });
  if (question.ask === "heap") {
    for (let round = 0; round < 5; round += 1) {
      globalThis.gc?.();
      await new Promise((resolve) => void setImmediate(resolve));
    }
    return tell({ value: process.memoryUsage().heapUsed });
  }
  const before = cpu();
  await callAll(question.times);
  tell({ value: cpu() - before });
}

function cpu(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

function tell(message: Answer): void {
  process.send?.(message);
}
