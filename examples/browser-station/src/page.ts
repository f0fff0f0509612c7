import { seconds, wh } from "@cpokit/kernel";
import { redactMessage } from "@cpokit/ocpp-ws/browser";
import { browserTime, createBrowserLine, createRandom, createStation, createVehicle, stateOfCharge, type Station, type StationEvent } from "@cpokit/simulator/browser";

/** The one EVSE. */
const EVSE = 1;
const SHOWN_MESSAGES = 500;

let station: Station | undefined;

element("url", HTMLInputElement).value = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ocpp`;
onClick("power", () => (station === undefined ? switchOn() : switchOff()));
onClick("plug", () => station?.plugIn(EVSE, createVehicle({ batteryCapacity: wh(58_000), stateOfCharge: 40 })));
onClick("swipe", () => void station?.swipe(EVSE, { value: element("token", HTMLInputElement).value }).then(({ outcome }) => write("·", `card ${outcome}`)));
onClick("unplug", () => station?.unplug(EVSE));
onClick("cut", () => station?.disconnect(seconds(10)));
setInterval(show, 500);

function switchOn(): void {
  station = createStation({
    identity: element("identity", HTMLInputElement).value,
    version: versionOf(element("version", HTMLSelectElement).value),
    open: createBrowserLine({ url: element("url", HTMLInputElement).value }),
    ...browserTime, random: createRandom(crypto.getRandomValues(new Uint32Array(1))[0]!), model: "Page", bootTime: seconds(0),
    settings: { meterInterval: seconds(10) },
  });
  station.observe(tell);
  station.start();
  show();
}

function switchOff(): void {
  station?.stop();
  station = undefined;
  show();
}

function tell(event: StationEvent): void {
  if (event.event === "sent") write("→", event.action, event.payload);
  else if (event.event === "answered") write("←", event.action, event.outcome);
  else if (event.event === "asked") write("⇐", event.action, { request: event.payload, ...event.reply });
  else if (event.event !== "transaction") write("·", event.event);
  show();
}

function show(): void {
  const isOn = station !== undefined;
  element("power", HTMLButtonElement).textContent = isOn ? "Switch off" : "Switch on";
  element("driver", HTMLFieldSetElement).disabled = !isOn;
  for (const id of ["url", "identity"]) element(id, HTMLInputElement).disabled = isOn;
  element("version", HTMLSelectElement).disabled = isOn;
  element("line", HTMLElement).textContent = !isOn ? "off" : station?.isOnline === true ? "online" : "not connected";
  const view = station?.view(EVSE);
  element("state", HTMLElement).textContent = view === undefined ? "–" : view.finishing ? "Finishing" : view.state;
  element("transaction", HTMLElement).textContent = view?.transaction?.reference.slice(0, 8) ?? "–";
  element("register", HTMLElement).textContent = view === undefined ? "–" : `${(view.register / 1_000).toFixed(3)} kWh`;
  element("battery", HTMLElement).textContent = view?.vehicle === undefined ? "–" : `${stateOfCharge(view.vehicle)} %`;
}

/** Tokens and passwords are hidden, as in every log. */
function write(sign: string, what: string, details?: object): void {
  const item = document.createElement("li");
  item.textContent = `${new Date().toLocaleTimeString()} ${sign} ${what} ${details === undefined ? "" : redactMessage(JSON.stringify(details))}`;
  const list = element("messages", HTMLOListElement);
  list.prepend(item);
  while (list.childElementCount > SHOWN_MESSAGES) list.lastElementChild?.remove();
}

/** What a driver cannot do now, such as a second car, is told in the log. */
function onClick(id: string, run: () => void): void {
  element(id, HTMLButtonElement).addEventListener("click", () => {
    try {
      run();
    } catch (error) {
      write("!", error instanceof Error ? error.message : String(error));
    }
    show();
  });
}

function versionOf(text: string): "1.6" | "2.0.1" | "2.1" {
  return text === "1.6" || text === "2.1" ? text : "2.0.1";
}

function element<Kind extends HTMLElement>(id: string, kind: abstract new () => Kind): Kind {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`The page has no ${kind.name} with the id ${id}.`);
}
