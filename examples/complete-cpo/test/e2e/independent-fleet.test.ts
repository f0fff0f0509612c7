import { configurationStates, configurationTemplates, connectorStatuses, findVariable, firmwareJobs, localLists, logRequests, reservations, stationCapabilities, tokens } from "@cpokit/csms";
import { instant, minutes } from "@cpokit/kernel";
import { TokenId } from "@cpokit/model";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { connectIndependent, type IndependentStation } from "./independent-station.ts";
import { openHouse, type House } from "./house.ts";

let house: House;
const clients: IndependentStation[] = [];
const by = { requestedBy: "anna" };

beforeEach(async () => {
  house = await openHouse();
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close({ force: true })));
  await house.close();
});

/** A station of npm's ocpp-rpc that answers as `handlers` say and has booted. */
async function station(identity: string, protocol: string, handlers: Readonly<Record<string, (params: Readonly<Record<string, unknown>>, client: IndependentStation) => object>>): Promise<IndependentStation> {
  const client = await connectIndependent(house.ocppUrl, identity, protocol);
  clients.push(client);
  for (const [action, answer] of Object.entries(handlers)) client.handle(action, ({ params }) => answer(params, client));
  await client.call("BootNotification", protocol === "ocpp1.6" ? { chargePointVendor: "Independent", chargePointModel: "One", firmwareVersion: "1.0.0" } : { reason: "PowerUp", chargingStation: { vendorName: "Independent", model: "Two", firmwareVersion: "1.0.0" } });
  return client;
}

/** Waits until something is so. */
async function until<Value>(ask: () => Promise<Value>, isSo: (value: Value) => boolean): Promise<Value> {
  for (let turn = 0; turn < 3_000; turn += 1) {
    const value = await ask();
    if (isSo(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`it did not come to be: ${JSON.stringify(await ask())}`);
}

const inMinutes = (count: number) => instant(house.cpo.clock.now() + minutes(count));
const member = (value: string) => house.cpo.store.transaction((unit) => unit.put(tokens, value, { id: TokenId.parse(value), value, type: "RFID", status: "accepted", whitelist: "ALWAYS" }));

describe("a 1.6 station of ocpp-rpc", () => {
  it("keeps a place, and is asked to free it", async () => {
    const asked: unknown[] = [];
    const client = await station("OLD", "ocpp1.6", {
      ReserveNow: (params) => {
        asked.push(params);
        return { status: asked.length === 1 ? "Accepted" : "Faulted" };
      },
      CancelReservation: () => ({ status: "Accepted" }),
    });
    const reserve = (evse: number) => house.cpo.csms.reservations.reserve({ station: "OLD", evse, token: { value: "04A2B3C4" }, until: inMinutes(30), ...by });
    const kept = await reserve(1);
    expect(kept).toMatchObject({ outcome: "reserved", reservation: { state: "active" } });
    expect(asked).toMatchObject([{ connectorId: 1, idTag: "04A2B3C4", expiryDate: expect.stringMatching(/Z$/) }]);
    expect(await reserve(2)).toMatchObject({ outcome: "refused", reason: "it is faulted" });
    await client.call("StatusNotification", { connectorId: 1, errorCode: "NoError", status: "Reserved" });
    expect(await house.cpo.store.get(connectorStatuses, "OLD/1/1")).toMatchObject({ state: "reserved" });
    if (kept.outcome === "reserved") await house.cpo.csms.reservations.cancel(kept.reservation.id, "anna");
    expect((await house.cpo.store.find(reservations, { limit: 10 })).items.map(({ body }) => body.state).sort()).toEqual(["cancelled", "failed"]);
  });

  it("gets its list whole, and then what changed", async () => {
    const list = new Map<string, unknown>();
    let version = 0;
    const updates: unknown[] = [];
    await station("OLD", "ocpp1.6", {
      GetLocalListVersion: () => ({ listVersion: version }),
      SendLocalList: (params) => {
        const { listVersion, updateType, localAuthorizationList = [] } = params as { listVersion: number; updateType: string; localAuthorizationList?: { idTag: string; idTagInfo?: unknown }[] };
        if (updateType === "Full") list.clear();
        for (const { idTag, idTagInfo } of localAuthorizationList) {
          if (idTagInfo === undefined) list.delete(idTag);
          else list.set(idTag, idTagInfo);
        }
        version = listVersion;
        updates.push(updateType);
        return { status: "Accepted" };
      },
    });
    await member("MEMBER1");
    await house.cpo.csms.maintain("OLD", "localList");
    await until(() => house.cpo.store.get(localLists, "OLD"), (known) => known?.state === "synced");
    expect([...list.keys()]).toEqual(["MEMBER1"]);
    await member("MEMBER2");
    await house.cpo.csms.tokensChanged(["MEMBER2"]);
    await until(async () => list.size, (size) => size === 2);
    expect(updates).toEqual(["Full", "Differential"]);
  });

  it("is updated: done is what boots with the new version", async () => {
    let orders = 0;
    const client = await station("OLD", "ocpp1.6", {
      UpdateFirmware: () => {
        orders += 1;
        return {};
      },
    });
    const { id } = await house.cpo.csms.firmware.start({ name: "spring", version: "2.0.0", image: { location: "https://a.example/fw.bin" }, stations: ["OLD"], ...by });
    await until(async () => {
      await house.cpo.csms.sweep();
      return orders;
    }, (count) => count === 1);
    for (const status of ["Downloading", "Downloaded", "Installing", "Installed"]) await client.call("FirmwareStatusNotification", { status });
    expect((await house.cpo.store.find(firmwareJobs, { limit: 10 })).items[0]?.body.state).not.toBe("succeeded");
    await client.call("BootNotification", { chargePointVendor: "Independent", chargePointModel: "One", firmwareVersion: "2.0.0" });
    await until(async () => {
      await house.cpo.csms.sweep();
      return house.cpo.csms.firmware.progress(id);
    }, ({ campaign }) => campaign.state === "done");
  });

  it("is set as its template says", async () => {
    const keys = new Map([["MeterValueSampleInterval", "60"]]);
    await house.cpo.store.transaction((unit) => unit.put(configurationTemplates, "house", { id: "house", priority: 0, match: {}, mode: "repair", values: [{ setting: "sampledInterval", value: "30" }] }));
    await station("OLD", "ocpp1.6", {
      GetConfiguration: ({ key }) => {
        const wanted = (key as string[] | undefined) ?? [...keys.keys()];
        return { configurationKey: wanted.filter((each) => keys.has(each)).map((each) => ({ key: each, readonly: false, value: keys.get(each) })), unknownKey: wanted.filter((each) => !keys.has(each)) };
      },
      ChangeConfiguration: ({ key, value }) => {
        keys.set(String(key), String(value));
        return { status: "Accepted" };
      },
    });
    await until(() => house.cpo.store.get(configurationStates, "OLD"), (state) => state?.state === "inSync");
    expect(keys.get("MeterValueSampleInterval")).toBe("30");
  });
});

describe("a 2.0.1 station of ocpp-rpc", () => {
  it("reports its device model in parts, in the wrong order", async () => {
    await station("NEW", "ocpp2.0.1", {
      GetBaseReport: ({ requestId }, client) => {
        const part = (seqNo: number, component: string, variable: string, value: string) => ({
          requestId, seqNo, generatedAt: new Date().toISOString(), tbc: seqNo === 0,
          reportData: [{ component: { name: component }, variable: { name: variable }, variableAttribute: [{ type: "Actual", value, mutability: "ReadWrite" }], variableCharacteristics: { dataType: "string", supportsMonitoring: false } }],
        });
        setTimeout(() => void client.call("NotifyReport", part(1, "LocalAuthListCtrlr", "Available", "true")).then(() => client.call("NotifyReport", part(0, "OCPPCommCtrlr", "HeartbeatInterval", "300"))), 5);
        return { status: "Accepted" };
      },
    });
    await house.cpo.csms.maintain("NEW", "readModel");
    await until(() => findVariable(house.cpo.store, "NEW", { component: "OCPPCommCtrlr", variable: "HeartbeatInterval" }), (found) => found?.attributes[0]?.value === "300");
    await until(() => house.cpo.store.get(stationCapabilities, "NEW"), (known) => known?.can.localList === true);
  });

  it("uploads a log to the address that it is given, and says how far it is", async () => {
    let location = "";
    const client = await station("NEW", "ocpp2.0.1", {
      GetLog: (params) => {
        location = (params["log"] as { remoteLocation: string }).remoteLocation;
        return { status: "Accepted", filename: "log.txt" };
      },
    });
    const { id, request } = await house.cpo.csms.logs.request({ station: "NEW", log: "diagnostics", location: "https://logs.example/", ...by });
    expect(location).toMatch(/^https:\/\/logs\.example\//);
    await client.call("LogStatusNotification", { status: "Uploading", requestId: request });
    await client.call("LogStatusNotification", { status: "Uploaded", requestId: request });
    expect(await house.cpo.store.get(logRequests, id)).toMatchObject({ state: "uploaded" });
  });

  it("keeps a place of one kind, and tells that its time is over", async () => {
    const client = await station("NEW", "ocpp2.0.1", { ReserveNow: () => ({ status: "Accepted" }) });
    const kept = await house.cpo.csms.reservations.reserve({ station: "NEW", connectorType: "sType2", token: { value: "04A2B3C4" }, until: inMinutes(30), ...by });
    if (kept.outcome === "refused") throw new Error(kept.reason);
    await client.call("ReservationStatusUpdate", { reservationId: kept.reservation.number, reservationUpdateStatus: "Expired" });
    expect(await house.cpo.store.get(reservations, kept.reservation.id)).toMatchObject({ state: "expired" });
  });
});
