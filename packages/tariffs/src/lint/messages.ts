/** What a finding means and what to do about it. */
export interface LintText {
  readonly message: string;
  readonly fix: string;
}

const TEXTS = {
  NOT_AN_OBJECT: { message: "The tariff is no JSON object.", fix: "Give one OCPI Tariff object." },
  NO_ID: { message: "The tariff has no id.", fix: "Give it an id of at most 36 characters." },
  CURRENCY: { message: "The currency is no code of three letters.", fix: "Use a code of ISO 4217, like EUR." },
  CURRENCY_UNKNOWN: { message: "The currency is not in ISO 4217.", fix: "Use a code of ISO 4217, like EUR." },
  NO_ELEMENTS: { message: "The tariff has no element, so it prices nothing.", fix: "Add an element; for free charging one with FLAT 0." },
  NO_COMPONENTS: { message: "The element has no price component.", fix: "Add a component or remove the element." },
  DIMENSION: { message: "The component's type is none of ENERGY, TIME, PARKING_TIME and FLAT.", fix: "Use one of them, or allow the vendor extension." },
  PRICE: { message: "The price is no number.", fix: "Write it like 0.25." },
  STEP_SIZE: { message: "The step size is no whole number from 0 on.", fix: "Use 1 for exact billing." },
  VAT: { message: "The VAT is not between 0 and 100 per cent.", fix: "Write per cent, like 21; leave it out where no VAT applies." },
  DATE_TIME: { message: "This is no date-time.", fix: "Write it like 2026-01-05T00:00:00Z." },
  PRICE_LIMIT: { message: "The price limit cannot be read.", fix: "Give an object with excl_vat (2.2.1) or before_taxes (2.3.0)." },
  RESTRICTIONS: { message: "The restrictions are no JSON object.", fix: "Give an object, or leave them out." },
  NUMBER: { message: "This is no number.", fix: "Write it like 10 or 0.5." },
  DURATION: { message: "The duration is no whole number of seconds.", fix: "Write whole seconds." },
  TIME_OF_DAY: { message: "This is no time of day.", fix: "Write HH:MM between 00:00 and 23:59; 00:00 ends a day." },
  DATE: { message: "This is no date.", fix: "Write YYYY-MM-DD." },
  DAY_OF_WEEK: { message: "This is no day of the week.", fix: "Use MONDAY to SUNDAY." },
  TAX_INCLUDED: { message: "tax_included is none of YES, NO and N/A.", fix: "Use one of them." },
  VALIDITY: { message: "The tariff ends before, or when, it starts.", fix: "Put end_date_time behind start_date_time." },
  RANGE: { message: "The minimum is above the maximum, so this never applies as meant.", fix: "Swap the two." },
  UNKNOWN_RESTRICTION: { message: "Nobody knows this restriction, so the element applies without it.", fix: "Correct its name; restrictions are snake_case." },
  RESERVATION_KIND: { message: "This kind of reservation is unknown, so the element never applies.", fix: "Use RESERVATION or RESERVATION_EXPIRES." },
  UNREACHABLE: { message: "Earlier elements always apply first, so this component never does.", fix: "Move it up, narrow the earlier ones, or remove it." },
  NO_FALLBACK: { message: "There are situations in which this dimension has no price and is free.", fix: "End with an element for it without restrictions, with price 0 if that is meant." },
  DUPLICATE_DIMENSION: { message: "The element has this dimension twice; only the first counts.", fix: "Remove one of them." },
  EMPTY_RESTRICTIONS: { message: "The restrictions are empty.", fix: "Leave them out." },
  WHOLE_DAY_WINDOW: { message: "The window starts when it ends, which is the whole day.", fix: "Leave both times out, or correct one." },
  WRAP_WITH_WEEKDAY: { message: "The window wraps around midnight, and the weekday is tested after midnight too.", fix: "Use two elements, one for each day." },
  NEVER: { message: "A maximum of 0 never applies.", fix: "Give a larger maximum or remove the element." },
  ALL_WEEKDAYS: { message: "All seven days are listed.", fix: "Leave day_of_week out." },
  UNUSED_TIME_STEP: { message: "With PARKING_TIME priced, only parking is stepped once there is some, and this step is not used then.", fix: "Use step 1 here." },
  FLAT_STEP: { message: "FLAT has no use for a step.", fix: "Use step 1." },
  STEP_ZERO: { message: "A step of 0 is read as no stepping; the texts do not say so.", fix: "Use step 1." },
  LARGE_STEP: { message: "The step is more than a minute or a kWh, so drivers pay for much that they did not use.", fix: "Use a smaller step; some countries demand it." },
  RESERVATION_DIMENSION: { message: "A reservation has only time, so this component never applies.", fix: "Use TIME or FLAT for reservations." },
  DATES_AS_VALIDITY: { message: "Every element has the same dates, which is what the tariff's own validity is for.", fix: "Use start_date_time and end_date_time." },
  VAT_WITHOUT_TAX: { message: "tax_included N/A says that there are no taxes, yet a component has a VAT.", fix: "Say YES or NO, or remove the VAT." },
  TAX_SPLIT_UNKNOWN: { message: "The price includes taxes without saying which, so the net price is unknown.", fix: "Add the VAT." },
  FLAT_NEVER_FIRST: { message: "Another FLAT always comes first, and a session has only one.", fix: "Remove one of them." },
  CLOCK_CHANGE: { message: "The window starts or ends in an hour that the change of clocks skips or repeats.", fix: "Use a time outside of that hour." },
  PRECISE_PRICE: { message: "The price has more than four decimals; partners may cut it.", fix: "Use at most four decimals." },
  NOTHING_BY_USE: { message: "Neither energy nor charging time has a price.", fix: "Add ENERGY or TIME, or a FLAT of 0 to say that it is free." },
  TEXT_REPEATS_PRICE: { message: "The text repeats a price, which will be forgotten at the next change.", fix: "Let the text only say what the tariff cannot." },
  NUMBER_AS_TEXT: { message: "A number is written as text.", fix: "Write a JSON number for partners." },
  VAT_NOT_IN_VERSION: { message: "OCPI 2.1.1 has no VAT; it is ignored.", fix: "Use a newer version to say taxes." },
  TAX_INCLUDED_MISSING: { message: "tax_included is missing and read as NO.", fix: "Say YES, NO or N/A." },
  TIME_24_00: { message: "24:00 is no time of day; it is read as the end of the day.", fix: "Write 00:00." },
} as const satisfies Readonly<Record<string, LintText>>;

/** Every code that `lint` finds. */
export type LintCode = keyof typeof TEXTS;

/** One sentence each; the README lists the codes. */
export const LINT_TEXTS: Readonly<Record<LintCode, LintText>> = TEXTS;
