import { watts, type Clock, type Wh } from "@cpokit/kernel";
import { acceptedPower, charge, stateOfCharge, timeToFull, type Offer, type Vehicle } from "../vehicle/vehicle.ts";
import { electricalValues, offerOf, type EvseHardware, type PowerLimit } from "./hardware.ts";
import { createMeter, type Sample, type SampleContext } from "./meter.ts";

/** The way from the meter into the car: integrates energy exactly up to the moment of each look. */
export interface PowerPath {
  readonly vehicle: Vehicle | undefined;
  readonly register: Wh;
  plug(vehicle: Vehicle): void;
  unplug(): void;
  /** Closes (true) or opens the contactor. */
  close(closed: boolean): void;
  /** Sets what may be offered; true when the offer changed. */
  limit(limit: PowerLimit): boolean;
  /** What a closed contactor does now. */
  readonly flow: "charging" | "suspendedByCar" | "suspendedByStation";
  /** Milliseconds until the car has enough; `undefined` when nothing flows. */
  timeToFull(): number | undefined;
  /** Counts the energy up to now. */
  integrate(): void;
  sample(context: SampleContext): Sample;
}

export function createPowerPath({ hardware, meterStart, clock }: { readonly hardware: EvseHardware; readonly meterStart: Wh; readonly clock: Clock }): PowerPath {
  const meter = createMeter(meterStart);
  const unlimited = offerOf(hardware, {});
  let vehicle: Vehicle | undefined;
  let closed = false;
  let offer: Offer = unlimited;
  let integratedTo = clock.now();

  const integrate = (): void => {
    const now = clock.now();
    if (vehicle !== undefined && closed && now > integratedTo) {
      const charged = charge(vehicle, offer, now - integratedTo);
      vehicle = charged.vehicle;
      meter.add(charged.energy);
    }
    integratedTo = now;
  };
  const power = () => (vehicle !== undefined && closed ? acceptedPower(vehicle, offer) : watts(0));

  return {
    get vehicle() {
      integrate();
      return vehicle;
    },
    get register() {
      integrate();
      return meter.register;
    },
    get flow() {
      if (power() > 0) return "charging";
      return vehicle !== undefined && acceptedPower(vehicle, unlimited) > 0 ? "suspendedByStation" : "suspendedByCar";
    },
    plug(given) {
      integrate();
      vehicle = given;
    },
    unplug() {
      integrate();
      vehicle = undefined;
    },
    close(wanted) {
      integrate();
      closed = wanted;
    },
    limit(limit) {
      integrate();
      const before = offer;
      offer = offerOf(hardware, limit);
      return !sameOffer(before, offer);
    },
    timeToFull: () => (vehicle !== undefined && closed ? timeToFull(vehicle, offer) : undefined),
    integrate,
    sample(context) {
      integrate();
      const kind = hardware.powerType === "DC" ? "DC" : "AC";
      const soc = kind === "DC" && vehicle !== undefined ? { stateOfCharge: stateOfCharge(vehicle) } : {};
      return { at: clock.now(), context, energy: meter.register, power: power(), kind, ...electricalValues(hardware, vehicle, power()), ...soc };
    },
  };
}

function sameOffer(a: Offer, b: Offer): boolean {
  return a.power === b.power && (a.kind === "AC" ? a.current : 0) === (b.kind === "AC" ? b.current : 0);
}
