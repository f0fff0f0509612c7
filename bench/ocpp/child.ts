/** A server of the bench in a process of its own. */
import { fork, type ChildProcess } from "node:child_process";
import type { Answer, Question } from "./servers/control.ts";

export interface ServerProcess {
  readonly port: number;
  readonly ask: (question: Question) => Promise<number>;
  readonly end: () => void;
}

/** Those in `servers/`. */
export type ServerName = "bare" | "cpokit" | "node-ts-ocpp" | "ocpp-rpc" | "ocpp-ts";

export async function startServer(name: ServerName): Promise<ServerProcess> {
  const child = fork(new URL(`servers/${name}.ts`, import.meta.url), { execArgv: ["--conditions=@cpokit/source", "--expose-gc"] });
  const answer = await nextAnswer(child);
  if (!("port" in answer)) throw new Error(`The server ${name} gave no port.`);
  return {
    port: answer.port,
    ask: async (question) => {
      const next = nextAnswer(child);
      child.send(question);
      const reply = await next;
      return "value" in reply ? reply.value : Number.NaN;
    },
    end: () => void child.kill(),
  };
}

function nextAnswer(child: ChildProcess): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void => reject(new Error(`A server of the bench ended with code ${code}.`));
    child.once("exit", onExit);
    child.once("message", (message) => {
      child.off("exit", onExit);
      resolve(message as Answer);
    });
  });
}
