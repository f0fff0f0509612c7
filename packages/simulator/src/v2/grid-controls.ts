import { v21, type SetDERControlRequest } from "@cpokit/ocpp/v21";
import { answers } from "../station/answers.ts";
import type { StationCore } from "../station/core.ts";
import type { Answer } from "../station/dialect.ts";

/** The fields in which a control comes, which is also how it is reported. */
const KINDS = ["curve", "enterService", "fixedPFAbsorb", "fixedPFInject", "fixedVar", "freqDroop", "gradient", "limitMaxDischarge"] as const;

/** SetDERControl, GetDERControl and ClearDERControl of OCPP 2.1 (R04): a newer control of a type takes the place of the one before. */
export function gridControlAnswers(core: StationCore): readonly (readonly [string, Answer])[] {
  const controls = new Map<string, SetDERControlRequest & { readonly isSuperseded: boolean }>();
  return [
    answers(v21.action("SetDERControl"), (control) => {
      if (!KINDS.some((kind) => control[kind] !== undefined)) return { status: "Rejected", statusInfo: { reasonCode: "MissingParam" } };
      const superseded = [...controls.values()].filter((other) => other.controlId !== control.controlId && other.controlType === control.controlType && other.isDefault === control.isDefault && !other.isSuperseded);
      for (const other of superseded) controls.set(other.controlId, { ...other, isSuperseded: true });
      controls.set(control.controlId, { ...control, isSuperseded: false });
      if (!control.isDefault) core.later(() => ({ action: "NotifyDERStartStop", payload: { controlId: control.controlId, started: true, timestamp: core.stamp(core.now()) } }));
      return { status: "Accepted", ...(superseded.length === 0 ? {} : { supersededIds: superseded.map(({ controlId }) => controlId) }) };
    }),
    answers(v21.action("GetDERControl"), ({ requestId, isDefault, controlType, controlId }) => {
      const found = [...controls.values()].filter((control) =>
        (isDefault === undefined || control.isDefault === isDefault) && (controlType === undefined || control.controlType === controlType) && (controlId === undefined || control.controlId === controlId));
      if (found.length === 0) return { status: "NotFound" };
      for (const [index, control] of found.entries()) {
        const kind = KINDS.find((each) => control[each] !== undefined) ?? "curve";
        const told = { id: control.controlId, isDefault: control.isDefault, isSuperseded: control.isSuperseded, ...(kind === "curve" ? { curveType: control.controlType } : {}), [kind]: control[kind] };
        core.later(() => ({ action: "ReportDERControl", payload: { requestId, [kind]: [told], ...(index < found.length - 1 ? { tbc: true } : {}) } }));
      }
      return { status: "Accepted" };
    }),
    answers(v21.action("ClearDERControl"), ({ isDefault, controlType, controlId }) => {
      const found = [...controls.values()].filter((control) => (controlId === undefined ? control.isDefault === isDefault && (controlType === undefined || control.controlType === controlType) : control.controlId === controlId));
      for (const control of found) {
        controls.delete(control.controlId);
        if (!control.isDefault && !control.isSuperseded) core.later(() => ({ action: "NotifyDERStartStop", payload: { controlId: control.controlId, started: false, timestamp: core.stamp(core.now()) } }));
      }
      return { status: found.length > 0 ? "Accepted" : "NotFound" };
    }),
  ];
}
