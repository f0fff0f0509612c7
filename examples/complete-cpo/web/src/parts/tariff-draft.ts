/** The OCPI tariff that the editor writes; what it does not know it leaves as it is. */
export interface TariffDraftObject {
  readonly currency?: unknown;
  readonly elements?: readonly DraftElement[];
  readonly [field: string]: unknown;
}

export interface DraftElement {
  readonly price_components?: readonly DraftComponent[];
  readonly restrictions?: Readonly<Record<string, unknown>>;
}

export interface DraftComponent {
  readonly type?: unknown;
  readonly price?: unknown;
  readonly vat?: unknown;
  readonly step_size?: unknown;
  readonly [field: string]: unknown;
}

/** What a person typed as JSON has it: a number where it is one, else the text, of which the check then says what is wrong; nothing when empty. */
export function numberOrText(typed: string): number | string | undefined {
  const text = typed.trim().replace(",", ".");
  if (text === "") return undefined;
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : typed;
}

/** The object with a field set, or without it. */
export function withField<Body extends object>(body: Body, field: string, value: unknown): Body {
  const rest = Object.fromEntries(Object.entries(body).filter(([name]) => name !== field));
  return (value === undefined ? rest : { ...rest, [field]: value }) as Body;
}

export function replaced<Item>(list: readonly Item[], place: number, item: Item): readonly Item[] {
  return list.map((each, index) => (index === place ? item : each));
}

export function without<Item>(list: readonly Item[], place: number): readonly Item[] {
  return list.filter((_, index) => index !== place);
}
