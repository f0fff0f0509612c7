import type { charging as english } from "../en/charging.ts";

export const charging: typeof english = {
  siteEnergy: {
    title: "Leistung jetzt",
    picture: (grid: string, cars: string) => `Leistungsfluss: ${grid} kW vom Netz, ${cars} kW zu den Autos; die Tabelle daneben hat alle Zahlen`,
    table: "Leistung jetzt in Zahlen",
    grid: "Netz",
    pv: "PV",
    battery: "Speicher",
    building: "Gebäude",
    cars: "Autos",
    limit: "Grenze des Anschlusses",
    taken: (kW: string) => `${kW} bezogen`,
    fedIn: (kW: string) => `${kW} eingespeist`,
    used: (percent: string) => `${percent} % genutzt`,
    exportLimit: (kW: string) => `Einspeisung bis ${kW}`,
    addedUp: "zusammengezählt, kein Zähler misst es",
    silent: "Sein Zähler schweigt",
    most: (kW: string) => `von höchstens ${kW}`,
    stored: (kWh: string, capacity: string) => `${kWh} von ${capacity} kWh gespeichert`,
    givesBack: (kW: string) => `gibt ${kW}`,
    chargesWith: (kW: string) => `nimmt ${kW}`,
    carsNow: (charging: number, connected: number) => `${charging} laden, ${connected} mit Ladevorgang`,
    carsShort: (charging: number, connected: number) => `${charging} von ${connected}`,
    ofLimit: (kW: string) => `Grenze ${kW} kW`,
    site: "Standort",
  },
};
