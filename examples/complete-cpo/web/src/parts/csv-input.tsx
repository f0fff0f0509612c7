import { FileInput, Textarea } from "@mantine/core";
import { foresight } from "../texts/foresight.ts";

/** A table as a file, or as lines that are pasted; both end in one text. */
export function CsvInput({ fileLabel, pasteLabel, placeholder, value, change }: { readonly fileLabel: string; readonly pasteLabel: string; readonly placeholder: string; readonly value: string; readonly change: (value: string) => void }) {
  return (
    <>
      <FileInput label={fileLabel} placeholder={foresight.upload.choose} styles={{ placeholder: { color: "var(--mantine-color-dimmed)" } }} accept=".csv,.txt,text/csv,text/plain" clearable onChange={(file) => void (file === null ? change("") : file.text().then(change))} />
      <Textarea label={pasteLabel} placeholder={placeholder} autosize minRows={3} maxRows={8} value={value} onChange={(event) => change(event.currentTarget.value)} styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: "var(--mantine-font-size-xs)" } }} />
    </>
  );
}
