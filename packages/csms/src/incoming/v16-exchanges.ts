import type { V16Messages } from "@cpokit/ocpp/v16";
import { noticeFact } from "../translate/notice.ts";
import { authorizeFact, authorizeResponse } from "../translate/v16/authorization.ts";
import { bootedFact, bootResponse, heartbeatResponse } from "../translate/v16/boot.ts";
import { dataTransferFact } from "../translate/data-transfer.ts";
import { dataTransferResponse } from "../translate/v16/data-transfer.ts";
import { V16_NOTICES } from "../translate/v16/notices.ts";
import { energyStateFact, statusFact } from "../translate/v16/status.ts";
import { endedFact, meteredFact, startedFact, startResponse, stopResponse } from "../translate/v16/transactions.ts";
import type { Exchange, ExchangeTable } from "./exchange.ts";
import { noticeExchanges } from "./notice-exchanges.ts";

type V16Exchanges = { readonly [Action in keyof V16Messages]?: Exchange<V16Messages[Action]["request"], V16Messages[Action]["response"]> };

const FACTS: V16Exchanges = {
  BootNotification: {
    treatment: "fact",
    becomes: "booted",
    run: async (request, { unit, envelope, blocks, now }) => bootResponse(await blocks.provisioning.boot(unit, bootedFact(request, envelope)), now),
  },
  Heartbeat: { treatment: "immediate", becomes: "the time", answer: heartbeatResponse },
  StatusNotification: {
    treatment: "fact",
    becomes: "status; metered where it tells the energy state of a transaction",
    run: async (request, { unit, envelope, blocks }) => {
      await blocks.connectors.apply(unit, statusFact(request, envelope));
      const energyState = energyStateFact(request, envelope);
      if (energyState !== undefined) await blocks.sessions.record(unit, energyState);
      return {};
    },
    aside: () => ({}),
  },
  Authorize: {
    treatment: "fact",
    becomes: "authorize",
    before: async (request, envelope, blocks) => ({ token: await blocks.decisions.lookUp(authorizeFact(request, envelope)) }),
    run: async (request, { unit, envelope, blocks, outside }) =>
      authorizeResponse(await blocks.decisions.decide(unit, authorizeFact(request, envelope), undefined, outside?.token)),
  },
  StartTransaction: {
    treatment: "fact",
    becomes: "started",
    before: async (request, envelope, blocks) => ({ token: await blocks.sessions.lookUp(startedFact(request, envelope)) }),
    run: async (request, { unit, envelope, blocks, outside }) => startResponse(await blocks.sessions.record(unit, startedFact(request, envelope), outside?.token)),
  },
  StopTransaction: {
    treatment: "fact",
    becomes: "ended",
    run: async (request, { unit, envelope, blocks }) => stopResponse(request, await blocks.sessions.record(unit, endedFact(request, envelope))),
    aside: () => ({}),
  },
  MeterValues: {
    treatment: "fact",
    becomes: "metered; a notice for the main meter",
    run: async (request, { unit, envelope, blocks, block }) => {
      const fact = meteredFact(request, envelope);
      if (fact !== undefined) await blocks.sessions.record(unit, fact);
      else await blocks.notices.note(unit, noticeFact(envelope, "MeterValues", block, "main meter", request));
      return {};
    },
    aside: () => ({}),
  },
  SignCertificate: {
    treatment: "fact",
    becomes: "a request to the certificate authority; a notice",
    run: async ({ csr }, { unit, envelope, blocks, block }) => {
      const isTaken = await blocks.certificates.requested(unit, { station: envelope.station, use: "chargingStation", csr, askedAt: envelope.receivedAt });
      await blocks.notices.note(unit, noticeFact(envelope, "SignCertificate", block, "asks for a certificate", { csr }));
      return { status: isTaken ? "Accepted" : "Rejected" };
    },
  },
  DataTransfer: {
    treatment: "fact",
    becomes: "dataTransfer",
    run: async (request, { unit, envelope, blocks }) => dataTransferResponse(await blocks.dataTransfers.answer(unit, dataTransferFact(request, envelope))),
  },
};

/** Every message that a 1.6 station may send. */
export const v16Exchanges: ExchangeTable = new Map<string, Exchange>([...Object.entries(FACTS), ...noticeExchanges(V16_NOTICES)]);
