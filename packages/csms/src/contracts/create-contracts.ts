import { instant, milliseconds, minutes, type Clock, type Logger, type Scheduler } from "@cpokit/kernel";
import type { CertificateHash, OcspQuestion } from "@cpokit/model";
import { askInTime } from "../authorization/outside.ts";
import { describeError } from "../describe-error.ts";
import type { CertificateStatus, ContractAnswer, ContractRequest, ContractServices, OcspAnswer } from "./contract-services.ts";

/** The block for certificates of cars and their contracts. */
export interface Contracts {
  ocsp(question: OcspQuestion): Promise<OcspAnswer>;
  status(question: { readonly hash: CertificateHash; readonly source: "CRL" | "OCSP"; readonly urls: readonly string[] }): Promise<CertificateStatus>;
  contract(request: ContractRequest): Promise<ContractAnswer>;
}

/** A station waits for its answer; ISO 15118-2 gives a car about 5 s in all for most messages. */
const DEADLINE = milliseconds(4_500);

/** Asks the services of the application, within the patience of a car. */
export function createContracts(ports: { readonly services?: ContractServices | undefined; readonly clock: Clock; readonly scheduler?: Scheduler | undefined; readonly logger: Logger }): Contracts {
  const { services, clock, scheduler, logger } = ports;
  const absent = { result: "failed", reason: "no service for contract certificates is connected" } as const;
  return {
    ocsp: async (question) => (services === undefined ? absent : failed(await ask(() => services.ocsp(question)))),
    contract: async (request) => (services === undefined ? absent : failed(await ask(() => services.contract(request)))),
    async status(question) {
      const answer = services?.status === undefined ? "failed" : await ask(() => services.status?.(question) ?? Promise.reject(new Error("no status service")));
      return answer === "late" || answer === "failed" ? { status: "Failed", nextUpdate: instant(clock.now() + minutes(5)) } : answer;
    },
  };

  async function ask<Answer>(question: () => Promise<Answer>): Promise<Answer | "late" | "failed"> {
    const logged = async (): Promise<Answer> => {
      try {
        return await question();
      } catch (error) {
        logger.error({ error: describeError(error) }, "a service for contract certificates failed");
        throw error;
      }
    };
    return scheduler === undefined ? logged().catch(() => "failed") : askInTime({ scheduler, deadline: DEADLINE }, logged);
  }

  function failed<Answer>(answer: Answer | "late" | "failed"): Answer | { readonly result: "failed"; readonly reason: string } {
    return answer === "late" || answer === "failed" ? { result: "failed", reason: `the service for contract certificates ${answer === "late" ? "did not answer in time" : "failed"}` } : answer;
  }
}
