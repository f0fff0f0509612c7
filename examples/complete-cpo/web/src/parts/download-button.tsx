import { Button, Stack } from "@mantine/core";
import { useState } from "react";
import { asProblem, download, type RequestProblem } from "../api/request.ts";
import { ProblemAlert } from "./states.tsx";

/** Fetches a file and saves it; says what went wrong where it does not come. */
export function DownloadButton({ path, name, label }: { readonly path: string; readonly name: string; readonly label: string }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<RequestProblem>();

  async function save(): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    try {
      await download(path, name);
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Stack gap="xs">
      <Button variant="default" loading={busy} onClick={() => void save()}>{label}</Button>
      <ProblemAlert problem={problem} />
    </Stack>
  );
}
