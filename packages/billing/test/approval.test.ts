import { describe, expect, it } from "vitest";
import { tariffProposals, tariffVersions, type ApprovalPolicy, type ProposalOutcome, type TariffDraft } from "@cpokit/billing";
import { at, createDesk, dayTariff, type Desk } from "./fixture.ts";

const draft: TariffDraft = { tariffId: "DAY", name: "Day", ocpiVersion: "2.2.1", tariff: dayTariff };

function desk(approval?: ApprovalPolicy) {
  const made = createDesk(approval === undefined ? {} : { approval });
  const { store, billing } = made;
  return {
    ...made,
    propose: (actor: string, change: Partial<TariffDraft> = {}) => store.transaction((unit) => billing.proposeTariff(unit, { ...draft, ...change }, actor)),
    approve: (id: string, actor: string) => store.transaction((unit) => billing.approveTariff(unit, id, actor)),
    reject: (id: string, actor: string) => store.transaction((unit) => billing.rejectTariff(unit, id, { actor, reason: "too dear" })),
  };
}

const idOf = (outcome: ProposalOutcome): string => ("proposal" in outcome ? outcome.proposal.id : "");
const versions = async ({ store }: Desk) => (await store.find(tariffVersions)).items.map((item) => item.body);

describe("approval of tariff versions (scope row 29)", () => {
  it("given no policy, a proposal is published at once", async () => {
    const made = desk();
    expect(await made.propose("ann")).toMatchObject({ outcome: "published", version: { id: "DAY/1" } });
  });

  it("given four eyes, a version is in force only once another person approved it", async () => {
    const made = desk("fourEyes");
    await made.store.transaction((unit) => void made.billing.assignTariff(unit, { target: { kind: "tenant" }, tariffId: "DAY" }));
    const proposed = await made.propose("ann");
    expect(proposed).toMatchObject({ outcome: "waiting", proposal: { state: "waiting", proposedBy: "ann" } });
    expect(await made.billing.tariffFor(made.store, { at: made.clock.now() })).toBeUndefined();
    expect(await made.approve(idOf(proposed), "ann")).toMatchObject({ outcome: "denied", reason: expect.stringContaining("another person") as string });
    expect(await versions(made)).toEqual([]);
    expect(await made.approve(idOf(proposed), "ben")).toMatchObject({ outcome: "published", proposal: { state: "published", version: "DAY/1", approvals: [{ actor: "ben" }] } });
    expect(await made.billing.tariffFor(made.store, { at: made.clock.now() })).toMatchObject({ id: "DAY/1" });
  });

  it("given four eyes, nothing gets past them", async () => {
    const made = desk("fourEyes");
    const outcome = await made.store.transaction((unit) => made.billing.publishTariff(unit, draft));
    expect(outcome).toEqual({ outcome: "refused", problems: [{ code: "APPROVAL_REQUIRED", pointer: "" }] });
    await expect(made.propose("")).rejects.toMatchObject({ code: "billing.actor" });
    expect(await versions(made)).toEqual([]);
  });

  it("given a schedule, the approved version waits for it; given a late approval, it never reaches back", async () => {
    const made = desk("fourEyes");
    await made.store.transaction((unit) => void made.billing.assignTariff(unit, { target: { kind: "tenant" }, tariffId: "DAY" }));
    await made.approve(idOf(await made.propose("ann", { validFrom: at("2026-11-17T09:00:00Z") })), "ben");
    const late = await made.propose("ann", { validFrom: at("2026-11-17T10:00:00Z") });
    made.setTime("2026-11-17T12:00:00Z");
    await made.approve(idOf(late), "ben");
    const inForce = async (moment: string) => (await made.billing.tariffFor(made.store, { at: at(moment) }))?.id;
    expect(await Promise.all(["2026-11-17T08:59:59Z", "2026-11-17T09:00:00Z", "2026-11-17T11:59:59Z", "2026-11-17T12:00:01Z"].map(inForce))).toEqual([undefined, "DAY/1", "DAY/1", "DAY/2"]);
  });

  it("given a rejection or a publication, it is over", async () => {
    const made = desk("fourEyes");
    const rejected = idOf(await made.propose("ann"));
    expect(await made.reject(rejected, "ben")).toMatchObject({ outcome: "rejected", proposal: { rejection: { actor: "ben", reason: "too dear" } } });
    expect(await made.approve(rejected, "cleo")).toEqual({ outcome: "denied", reason: "The proposal was rejected already." });
    const published = idOf(await made.propose("ann"));
    await made.approve(published, "ben");
    expect(await made.approve(published, "cleo")).toEqual({ outcome: "denied", reason: "The proposal was published already." });
    expect(await made.reject("NOBODY", "ben")).toEqual({ outcome: "denied", reason: "There is no proposal NOBODY." });
    expect((await made.store.find(tariffProposals, { index: "byState", prefix: ["waiting"] })).items).toEqual([]);
  });

  it("given a hook, it decides who and how many", async () => {
    const made = desk(({ approvals, draft }) => {
      if (approvals.some(({ actor }) => actor === "intern")) return { refused: "Interns approve nothing." };
      return approvals.length >= (draft.name === "Big" ? 2 : 1) ? "publish" : "wait";
    });
    const id = idOf(await made.propose("ann", { name: "Big" }));
    expect(await made.approve(id, "ben")).toMatchObject({ outcome: "waiting" });
    expect(await made.approve(id, "ben")).toMatchObject({ outcome: "denied", reason: "ben approved this proposal already." });
    expect(await made.approve(id, "intern")).toEqual({ outcome: "denied", reason: "Interns approve nothing." });
    expect(await made.approve(id, "cleo")).toMatchObject({ outcome: "published" });
  });

  it("given a tariff that cannot be read, nobody is asked", async () => {
    const made = desk("fourEyes");
    expect(await made.propose("ann", { tariff: { ...dayTariff, elements: [] } })).toMatchObject({ outcome: "refused" });
    expect((await made.store.find(tariffProposals)).items).toEqual([]);
  });

  it("given two approvals at once, one version comes of it", async () => {
    const made = desk("fourEyes");
    const id = idOf(await made.propose("ann"));
    const outcomes = await Promise.all([made.approve(id, "ben"), made.approve(id, "cleo")]);
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(["denied", "published"]);
    expect(await versions(made)).toHaveLength(1);
  });
});
