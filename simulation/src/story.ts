import { formatInstant, type Clock } from "@cpokit/kernel";
import type { Station } from "@cpokit/simulator";

/** Writes down what happened, line by line, when somebody wants to read it. */
export interface Storyteller {
  say(who: string, text: string): void;
  readonly lines: readonly string[];
}

export function createStoryteller(clock: Clock): Storyteller {
  const lines: string[] = [];
  return { lines, say: (who, text) => void lines.push(`${formatInstant(clock.now()).slice(0, 19)} ${who.padEnd(8)} ${text}`) };
}

/** Tells what a station does, in short words. */
export function follow(station: Station, { say }: Storyteller): void {
  station.observe((event) => {
    switch (event.event) {
      case "transaction": {
        const { update } = event;
        const { reference, evse } = update.transaction;
        say(station.identity, `· ${update.event} ${reference.slice(0, 8)} on EVSE ${evse} by ${update.trigger}, register ${station.view(evse).register} Wh${update.offline ? ", offline" : ""}`);
        return;
      }
      case "sent":
        say(station.identity, `→ ${event.action} ${JSON.stringify(event.payload)}`);
        return;
      case "answered":
        say(station.identity, `← ${event.action} ${JSON.stringify(event.outcome)}`);
        return;
      case "gaveUp":
        say(station.identity, `gives up ${event.action}`);
        return;
      case "asked":
        say(station.identity, `is asked ${event.action} ${JSON.stringify(event.payload)}: ${JSON.stringify(event.reply)}`);
        return;
      case "connected":
      case "disconnected":
      case "online":
        say(station.identity, event.event);
        return;
      case "unreachable":
        return;
    }
  });
}
