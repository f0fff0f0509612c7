import { parseInstant } from "@cpokit/kernel";
import { v21, type SetDefaultTariffResponse, type TariffAssignmentType, type TariffType } from "@cpokit/ocpp/v21";
import { answers } from "../station/answers.ts";
import type { StationCore } from "../station/core.ts";
import type { Answer } from "../station/dialect.ts";

/** The most prices that one dimension of a tariff may have here. */
const MOST_ELEMENTS = 20;

/** SetDefaultTariff, GetTariffs, ClearTariffs and ChangeTransactionTariff of OCPP 2.1 (functional block I). */
export function tariffAnswers(core: StationCore): readonly (readonly [string, Answer])[] {
  const byEvse = new Map<number, TariffType>();
  const byTransaction = new Map<string, TariffType>();
  const numbers = core.evses.map(({ hardware }) => hardware.number);
  const isTooLong = ({ energy, chargingTime, idleTime }: TariffType): boolean => [energy, chargingTime, idleTime].some((part) => (part?.prices.length ?? 0) > MOST_ELEMENTS);
  return [
    answers(v21.action("SetDefaultTariff"), ({ evseId, tariff }): SetDefaultTariffResponse => {
      if (evseId !== 0 && !numbers.includes(evseId)) return { status: "Rejected", statusInfo: { reasonCode: "UnknownEVSE" } };
      if (tariff.validFrom !== undefined && (parseInstant(tariff.validFrom) ?? 0) > core.now()) return { status: "ConditionNotSupported", statusInfo: { reasonCode: "UnsupportedParam", additionalInfo: "validFrom" } };
      if (isTooLong(tariff)) return { status: "TooManyElements" };
      if ([...byEvse.values()].some(({ tariffId }) => tariffId === tariff.tariffId)) return { status: "DuplicateTariffId" };
      for (const evse of evseId === 0 ? numbers : [evseId]) byEvse.set(evse, tariff);
      return { status: "Accepted" };
    }),
    answers(v21.action("GetTariffs"), ({ evseId }) => {
      const meant = [...byEvse].filter(([evse]) => evseId === 0 || evseId === evse);
      const ids = [...new Set(meant.map(([, { tariffId }]) => tariffId))];
      if (ids.length === 0) return { status: "NoTariff" };
      const tariffAssignments = ids.map((tariffId): TariffAssignmentType => ({ tariffId, tariffKind: "DefaultTariff", evseIds: meant.filter(([, tariff]) => tariff.tariffId === tariffId).map(([evse]) => evse) }));
      return { status: "Accepted", tariffAssignments };
    }),
    answers(v21.action("ClearTariffs"), ({ tariffIds, evseId }) => {
      const wanted = tariffIds ?? [...new Set([...byEvse.values()].map(({ tariffId }) => tariffId))];
      const results = wanted.map((tariffId) => {
        const found = [...byEvse].filter(([evse, tariff]) => tariff.tariffId === tariffId && (evseId === undefined || evseId === 0 || evseId === evse));
        for (const [evse] of found) byEvse.delete(evse);
        return { tariffId, status: found.length > 0 ? "Accepted" as const : "NoTariff" as const };
      });
      return { clearTariffsResult: results.length > 0 ? results : [{ status: "NoTariff" as const }] };
    }),
    answers(v21.action("ChangeTransactionTariff"), ({ transactionId, tariff }) => {
      const running = core.evses.find(({ evse }) => evse.view().transaction?.reference === transactionId);
      if (running === undefined) return { status: "TxNotFound" };
      if (isTooLong(tariff)) return { status: "TooManyElements" };
      const before = byTransaction.get(transactionId) ?? byEvse.get(running.hardware.number);
      if (before !== undefined && before.currency !== tariff.currency) return { status: "NoCurrencyChange" };
      byTransaction.set(transactionId, tariff);
      return { status: "Accepted" };
    }),
  ];
}
