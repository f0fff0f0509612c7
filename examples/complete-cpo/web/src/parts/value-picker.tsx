import { MultiSelect } from "@mantine/core";
import { text } from "../texts.ts";

const names: Readonly<Record<string, string>> = text.locationPage.values;

/** An OCPI value in the reader's words; one that is not known stays as it is written. */
export function valueText(value: string): string {
  return names[value] ?? value;
}

/** Several of the known values of an open list; unknown ones that are set already stay. */
export function ValuePicker({ label, known, value, change }: { readonly label: string; readonly known: readonly string[]; readonly value: readonly string[]; readonly change: (value: readonly string[]) => void }) {
  const data = [...new Set([...known, ...value])].map((each) => ({ value: each, label: valueText(each) }));
  return <MultiSelect label={label} data={data} value={[...value]} onChange={change} searchable clearable />;
}
