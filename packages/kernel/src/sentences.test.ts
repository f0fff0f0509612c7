import { describe, expect, it } from "vitest";
import { createSentences } from "./sentences.ts";

const steps = createSentences({
  begun: "It has begun.",
  metered: "The register stands at {register} Wh.",
  asked: "{who} asked: {why}",
  closed: "{who} closed it (for good): {why}",
});

describe("sentences", () => {
  it("are written from a code and its values", () => {
    expect(steps.say("begun")).toBe("It has begun.");
    expect(steps.say("metered", { register: 1_200 })).toBe("The register stands at 1200 Wh.");
  });

  it("are read back, with whatever the values hold", () => {
    expect(steps.read(steps.say("begun"))).toEqual({ code: "begun", values: {} });
    expect(steps.read(steps.say("metered", { register: 1_200 }))).toEqual({ code: "metered", values: { register: "1200" } });
    expect(steps.read(steps.say("asked", { who: "anna", why: "why: not?\n$& (.*)" }))).toEqual({ code: "asked", values: { who: "anna", why: "why: not?\n$& (.*)" } });
  });

  it("are taken for the one that says most of the text itself", () => {
    expect(steps.read(steps.say("closed", { who: "anna", why: "it asked: me" }))?.code).toBe("closed");
  });

  it("leave a text that none of them is alone", () => {
    expect(steps.read("It has begun")).toBeUndefined();
    expect(steps.read("The register stands.")).toBeUndefined();
  });

  it("demand the values that a sentence has", () => {
    // @ts-expect-error the register is missing
    void (() => steps.say("metered", {}));
    // @ts-expect-error there is no such sentence
    void (() => steps.say("other"));
    expect(Object.keys(steps.templates)).toHaveLength(4);
  });
});
