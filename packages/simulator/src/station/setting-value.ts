import { seconds } from "@cpokit/kernel";
import { KNOWN_MEASURANDS, type Settings } from "./settings.ts";

/** A setting as the text that configuration keys and variables have. Without `set` it is read-only; `set` is false when the value does not fit. */
export interface SettingValue {
  get(): string;
  set?(value: string): boolean;
}

type SettingsOf<Value> = { [Key in keyof Settings]: Settings[Key] extends Value ? Key : never }[keyof Settings];
type DurationSetting = "heartbeatInterval" | "meterInterval" | "connectionTimeout" | "messageRetryInterval";

export function fixedValue(value: string): SettingValue {
  return { get: () => value };
}

export function flagValue(settings: Settings, key: SettingsOf<boolean>): SettingValue {
  return parsed(/^(true|false)$/i, () => String(settings[key]), (value) => (settings[key] = value.toLowerCase() === "true"));
}

export function countValue(settings: Settings, key: "messageAttempts"): SettingValue {
  return parsed(/^\d{1,4}$/, () => String(settings[key]), (value) => (settings[key] = Number(value)));
}

/** Whole seconds. */
export function durationValue(settings: Settings, key: DurationSetting, changed?: () => void): SettingValue {
  return parsed(/^\d{1,7}$/, () => String(settings[key] / 1_000), (value) => {
    settings[key] = seconds(Number(value));
    changed?.();
  });
}

/** A comma-separated list of known measurands; empty for none. */
export function measurandsValue(settings: Settings, key: "measurands" | "endMeasurands"): SettingValue {
  return {
    get: () => settings[key].join(","),
    set(value) {
      const wanted = value.split(",").map((part) => part.trim()).filter((part) => part !== "");
      if (!wanted.every((part) => KNOWN_MEASURANDS.some((known) => known === part))) return false;
      settings[key] = wanted;
      return true;
    },
  };
}

/** One of a few words. */
export function choiceValue<Word extends string>(words: readonly Word[], get: () => Word, store: (word: Word) => void): SettingValue {
  return {
    get,
    set(value) {
      const word = words.find((known) => known === value);
      if (word !== undefined) store(word);
      return word !== undefined;
    },
  };
}

/** Text that matches a pattern. */
export function parsed(pattern: RegExp, get: () => string, store: (value: string) => void): SettingValue {
  return {
    get,
    set(value) {
      if (!pattern.test(value)) return false;
      store(value);
      return true;
    },
  };
}
