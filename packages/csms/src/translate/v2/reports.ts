import type { NotifyReportRequest, ReportDataType } from "@cpokit/ocpp/v21";
import type { ReportedVariable, ReportPart } from "../../device-model/report-assembly.ts";
import { compact } from "../compact.ts";
import type { Envelope } from "../envelope.ts";

/** A NotifyReport as a part of a report. */
export function reportPart(request: NotifyReportRequest, { station, receivedAt }: Envelope): ReportPart {
  const { requestId, seqNo, tbc = false, reportData = [] } = request;
  return {
    station, request: requestId, part: seqNo, isLast: !tbc, receivedAt,
    variables: reportData.map(reported),
  };
}

function reported({ component, variable, variableAttribute, variableCharacteristics }: ReportDataType): ReportedVariable {
  const { unit, dataType, minLimit, maxLimit, maxElements, valuesList, supportsMonitoring } = variableCharacteristics ?? {};
  return compact({
    component: component.name, componentInstance: component.instance, evse: component.evse?.id, connector: component.evse?.connectorId,
    variable: variable.name, variableInstance: variable.instance,
    attributes: variableAttribute.map(({ type = "Actual", value, mutability, persistent, constant }) => compact({ type, value, mutability, persistent, constant })),
    unit, dataType, minLimit, maxLimit, maxElements, valuesList, supportsMonitoring,
  });
}
