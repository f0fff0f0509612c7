import { noticeFact } from "../translate/notice.ts";
import { authorizeFact, authorizeResponse, ocspQuestion } from "../translate/v2/authorization.ts";
import { bootedFact, bootResponse, heartbeatResponse } from "../translate/v2/boot.ts";
import { certificateHash, certificateRequest, chainStatusResponse, contractRequest, contractResponse, ocspResponse } from "../translate/v2/contracts.ts";
import { dataTransferFact } from "../translate/data-transfer.ts";
import { dataTransferResponse } from "../translate/v2/data-transfer.ts";
import type { V2Action, V2Request, V2Response } from "../translate/v2/messages.ts";
import { V2_NOTICES } from "../translate/v2/notices.ts";
import { reportPart } from "../translate/v2/reports.ts";
import { monitoredFact } from "../translate/v2/fleet-facts.ts";
import { statusFact, statusFacts } from "../translate/v2/status.ts";
import { meteredFact, sessionFact, transactionEventResponse } from "../translate/v2/transactions.ts";
import { chargingNeeds, vehicleSchedule } from "../translate/v2/vehicle-charging.ts";
import type { Exchange, ExchangeTable } from "./exchange.ts";
import { noticeExchanges } from "./notice-exchanges.ts";

type V2Exchanges = { readonly [Action in V2Action]?: Exchange<V2Request<Action>, V2Response<Action>> };

/** A message that is worked in later found nobody to ask. */
const NOT_ASKED = { result: "failed", reason: "nobody was asked" } as const;

const FACTS: V2Exchanges = {
  BootNotification: {
    treatment: "fact",
    becomes: "booted",
    run: async (request, { unit, envelope, blocks, now }) => bootResponse(await blocks.provisioning.boot(unit, bootedFact(request, envelope)), now),
  },
  Heartbeat: { treatment: "immediate", becomes: "the time", answer: heartbeatResponse },
  StatusNotification: {
    treatment: "fact",
    becomes: "status",
    run: async (request, { unit, envelope, blocks }) => {
      await blocks.connectors.apply(unit, statusFact(request, envelope));
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
  TransactionEvent: {
    treatment: "fact",
    becomes: "started, metered or ended",
    before: async (request, envelope, blocks) => ({ token: await blocks.sessions.lookUp(sessionFact(request, envelope)) }),
    run: async (request, { unit, envelope, blocks, outside }) => {
      const fact = sessionFact(request, envelope);
      const answer = await blocks.sessions.record(unit, fact, outside?.token);
      return transactionEventResponse(request, answer, await blocks.sessions.cost(unit, fact, answer));
    },
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
  NotifyEvent: {
    treatment: "fact",
    becomes: "events of monitors; status for AvailabilityState",
    run: async (request, { unit, envelope, blocks, block }) => {
      for (const fact of statusFacts(request, envelope)) await blocks.connectors.apply(unit, fact);
      const summary = request.eventData.map(({ component, variable, actualValue }) => `${component.name}.${variable.name}=${actualValue}`).join(", ");
      await blocks.notices.note(unit, noticeFact(envelope, "NotifyEvent", block, summary, request));
      await blocks.fleet.told(unit, monitoredFact(request, envelope));
      return {};
    },
    aside: () => ({}),
  },
  NotifyEVChargingNeeds: {
    treatment: "fact",
    becomes: "charging needs; notice",
    run: async (request, { unit, envelope, blocks, block }) => {
      const status = await blocks.vehicleCharging.needs(unit, chargingNeeds(request, envelope));
      await blocks.notices.note(unit, noticeFact(envelope, "NotifyEVChargingNeeds", block, `${request.chargingNeeds.requestedEnergyTransfer} EVSE ${request.evseId}: ${status.toLowerCase()}`, request));
      return { status };
    },
    aside: () => ({ status: "Rejected" }),
  },
  NotifyEVChargingSchedule: {
    treatment: "fact",
    becomes: "vehicle schedule; notice",
    run: async (request, { unit, envelope, blocks, block }) => {
      const status = await blocks.vehicleCharging.schedule(unit, vehicleSchedule(request, envelope));
      await blocks.notices.note(unit, noticeFact(envelope, "NotifyEVChargingSchedule", block, `EVSE ${request.evseId}: ${status.toLowerCase()}`, request));
      return { status };
    },
    aside: () => ({ status: "Rejected" }),
  },
  SignCertificate: {
    treatment: "fact",
    becomes: "a request to the certificate authority; a notice",
    run: async (request, { unit, envelope, blocks, block }) => {
      const isTaken = await blocks.certificates.requested(unit, certificateRequest(request, envelope));
      await blocks.notices.note(unit, noticeFact(envelope, "SignCertificate", block, `asks for a certificate ${request.certificateType ?? ""}`.trim(), request));
      return { status: isTaken ? "Accepted" : "Rejected" };
    },
  },
  GetCertificateStatus: {
    treatment: "fact",
    becomes: "a question to the OCSP service; a notice",
    before: async ({ ocspRequestData }, _, blocks) => ({ ocsp: await blocks.contracts.ocsp(ocspQuestion(ocspRequestData)) }),
    run: async (request, { unit, envelope, blocks, block, outside }) => {
      await blocks.notices.note(unit, noticeFact(envelope, "GetCertificateStatus", block, request.ocspRequestData.responderURL, request));
      return ocspResponse(outside?.ocsp ?? NOT_ASKED);
    },
  },
  GetCertificateChainStatus: {
    treatment: "fact",
    becomes: "questions to the certificate status service; a notice",
    before: async ({ certificateStatusRequests }, _, blocks) => ({
      statuses: await Promise.all(certificateStatusRequests.map(({ certificateHashData, source, urls }) => blocks.contracts.status({ hash: certificateHash(certificateHashData), source, urls }))),
    }),
    run: async (request, { unit, envelope, blocks, block, outside }) => {
      await blocks.notices.note(unit, noticeFact(envelope, "GetCertificateChainStatus", block, `${request.certificateStatusRequests.length} certificates`, request));
      return chainStatusResponse(request, outside?.statuses ?? []);
    },
  },
  Get15118EVCertificate: {
    treatment: "fact",
    becomes: "a request to the contract certificate service; a notice",
    before: async (request, envelope, blocks) => ({ contract: await blocks.contracts.contract(contractRequest(request, envelope)) }),
    run: async (request, { unit, envelope, blocks, block, outside }) => {
      const answer = outside?.contract ?? NOT_ASKED;
      await blocks.notices.note(unit, noticeFact(envelope, "Get15118EVCertificate", block, `${request.action}: ${answer.result}`, request));
      return contractResponse(answer, contractRequest(request, envelope));
    },
  },
  NotifyReport: {
    treatment: "fact",
    becomes: "a part of the device model; a notice",
    run: async (request, { unit, envelope, blocks, block }) => {
      await blocks.deviceModels.report(unit, reportPart(request, envelope), { envelope, block, content: request });
      return {};
    },
    aside: () => ({}),
  },
  DataTransfer: {
    treatment: "fact",
    becomes: "dataTransfer",
    run: async (request, { unit, envelope, blocks }) => dataTransferResponse(await blocks.dataTransfers.answer(unit, dataTransferFact(request, envelope))),
  },
};

/** Every message that a 2.0.1 or 2.1 station may send. */
export const v2Exchanges: ExchangeTable = new Map<string, Exchange>([...Object.entries(FACTS), ...noticeExchanges(V2_NOTICES)]);
