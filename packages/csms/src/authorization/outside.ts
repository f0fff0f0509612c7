import type { Milliseconds, Scheduler } from "@cpokit/kernel";
import type { AuthorizationResult, AuthorizeFact, ContractCertificate, ContractCertificateStatus } from "@cpokit/model";

/** What others know of a token: found out before the unit of work of the message, which then decides with it. */
export interface OutsideKnowledge {
  /** The decision of the token's issuer, or why there is none. */
  readonly issuer?: AuthorizationResult | "late" | "failed";
  readonly certificate?: ContractCertificateStatus;
}

/** Whom to ask outside, and for how long. */
export interface OutsidePorts {
  readonly scheduler: Scheduler;
  /** A station waits for its answer meanwhile: all questions together take no longer than this. */
  readonly deadline: Milliseconds;
  /** Real-time authorization by roaming partners; nothing when nobody knows the token. */
  readonly askIssuer?: (fact: AuthorizeFact) => Promise<AuthorizationResult | undefined>;
  /** Where an issuer does not answer in time: `refuse`, `accept`, or `known`: accept tokens that we know and may decide about offline. */
  readonly withoutIssuer?: "refuse" | "accept" | "known";
  readonly checkContract?: (emaid: string, certificate: ContractCertificate) => Promise<ContractCertificateStatus>;
}

/** Asks with a deadline; what is not answered by then is answered `late`, and what fails `failed`. */
export async function askInTime<Answer>(ports: Pick<OutsidePorts, "scheduler" | "deadline">, ask: () => Promise<Answer>): Promise<Answer | "late" | "failed"> {
  return new Promise((resolve) => {
    const cancel = ports.scheduler.after(ports.deadline, () => resolve("late"), { keepAlive: true });
    const end = (answer: Answer | "failed"): void => {
      cancel();
      resolve(answer);
    };
    ask().then(end, () => end("failed"));
  });
}
