import type { CompiledTariff } from "../compile/compiled-tariff.ts";
import type { Texts } from "../texts/texts.ts";
import type { DescribeOptions } from "./describe.ts";
import { pricePerKwh, type DescribedComponent, type Wording } from "./described-component.ts";
import { checkDisplay, hasBundle, type DisplayCheck, type Jurisdiction } from "./display-checks.ts";
import { worstLine, worstPerKwh } from "./worst-per-kwh.ts";

/** A tariff as one law wants it seen (D1, D2). How large and where is up to the operator. */
export interface Display {
  readonly jurisdiction: Jurisdiction;
  /** The prices that are shown together, in the law's order. */
  readonly components: readonly DescribedComponent[];
  /** Fees that are no part of the price of charging and stand apart: for overstaying in the UK, for time in California, reservations in both. */
  readonly apart: readonly DescribedComponent[];
  /** UK: what a kWh costs at most with the time and start fees that come with it, for the profile and without overstaying. */
  readonly equivalentPerKwh?: string;
  readonly checks: readonly DisplayCheck[];
  /** All of it, one line each. */
  readonly text: string;
}

export interface DisplayContext {
  readonly tariff: CompiledTariff;
  readonly options: DescribeOptions;
  /** In the order of AFIR: kWh, minute, session, other. */
  readonly componentsIn: (wording: Wording) => readonly DescribedComponent[];
  /** The worst price per kWh, when a profile was given. */
  readonly worst: string | undefined;
  readonly texts: Texts;
}

export function displayFor(jurisdiction: Jurisdiction, { tariff, options, componentsIn, worst, texts }: DisplayContext): Display {
  const wording: Wording = { tariff, texts, inPence: jurisdiction === "UK" && tariff.currency === "GBP" };
  const all = componentsIn(wording);
  const isApart = ({ kind }: DescribedComponent): boolean => APART[jurisdiction].includes(kind);
  const apart = all.filter(isApart);
  const inOrder = all.filter((each) => !isApart(each));
  // PAngV: the price per kWh at the point comes first, everything else stands next to it.
  const components = jurisdiction === "PAngV" ? [...inOrder.filter(isPriceNow), ...inOrder.filter((each) => !isPriceNow(each))] : inOrder;
  const { profile } = options;
  const equivalent = jurisdiction === "UK" && profile !== undefined && hasBundle(tariff) ? worstPerKwh(tariff, options, { energy: profile.energy, duration: profile.duration }) : undefined;
  return {
    jurisdiction, components, apart, ...(equivalent === undefined ? {} : { equivalentPerKwh: equivalent }),
    checks: checkDisplay(jurisdiction, tariff, options.power, texts),
    text: [
      ...components.map(({ text }) => text), ...(equivalent === undefined ? [] : [texts.equivalent(pricePerKwh(equivalent, wording))]),
      ...apart.map(({ text }) => `${texts.separately}: ${text}`), ...worstLine(worst, wording),
    ].join("\n"),
  };
}

const APART: Readonly<Record<Jurisdiction, readonly DescribedComponent["kind"][]>> = { AFIR: [], PAngV: [], UK: ["parking", "reservation"], CTEP: ["time", "parking", "reservation"] };

function isPriceNow({ kind, appliesNow }: DescribedComponent): boolean {
  return kind === "energy" && appliesNow;
}
