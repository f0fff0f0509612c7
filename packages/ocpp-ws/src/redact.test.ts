import { describe, expect, it } from "vitest";
import { redactMessage } from "./redact.ts";

function redacted(message: unknown): unknown {
  return JSON.parse(redactMessage(JSON.stringify(message)));
}

describe("redactMessage", () => {
  it("hides tokens of every version and keeps the rest", () => {
    expect(redacted([2, "a", "StartTransaction", { connectorId: 1, idTag: "04A2", meterStart: 7 }])).toEqual([
      2, "a", "StartTransaction", { connectorId: 1, idTag: "***", meterStart: 7 },
    ]);
    expect(redacted([2, "a", "Authorize", { idToken: { idToken: "04A2", type: "ISO14443", additionalInfo: [{ additionalIdToken: "x", type: "y" }] } }])).toEqual([
      2, "a", "Authorize", { idToken: { idToken: "***", type: "ISO14443", additionalInfo: [{ additionalIdToken: "***", type: "y" }] } },
    ]);
    expect(redacted([3, "a", { idTagInfo: { status: "Accepted", parentIdTag: "04A2" } }])).toEqual([3, "a", { idTagInfo: { status: "Accepted", parentIdTag: "***" } }]);
  });

  it("hides passwords, keys and their like wherever they travel", () => {
    expect(redacted([2, "a", "ChangeConfiguration", { key: "AuthorizationKey", value: "s3cret" }])).toEqual([
      2, "a", "ChangeConfiguration", { key: "AuthorizationKey", value: "***" },
    ]);
    expect(redacted([2, "a", "ChangeConfiguration", { key: "HeartbeatInterval", value: "300" }])).toEqual([
      2, "a", "ChangeConfiguration", { key: "HeartbeatInterval", value: "300" },
    ]);
    const variable = { component: { name: "SecurityCtrlr" }, variable: { name: "BasicAuthPassword" } };
    expect(redacted({ setVariableData: [{ ...variable, attributeValue: "s3cret" }] })).toEqual({ setVariableData: [{ ...variable, attributeValue: "***" }] });
    expect(redacted({ reportData: [{ ...variable, variableAttribute: [{ value: "s3cret" }] }] })).toEqual({ reportData: [{ ...variable, variableAttribute: [{ value: "***" }] }] });
    expect(redacted({ apn: { apnPassword: "s3cret", simPin: 1234, apn: "net" } })).toEqual({ apn: { apnPassword: "***", simPin: "***", apn: "net" } });
    expect(redacted({ location: "ftp://user:s3cret@host/file" })).toEqual({ location: "ftp://***@host/file" });
  });

  it("hides what it cannot read", () => {
    expect(redactMessage("idTag=04A2")).toBe("(10 characters that are not JSON)");
    expect(redactMessage(`"${"x".repeat(70_000)}"`)).toBe("(70002 characters)");
    expect(redactMessage(`${"[".repeat(5_000)}"s3cret"${"]".repeat(5_000)}`)).not.toContain("s3cret");
  });
});
