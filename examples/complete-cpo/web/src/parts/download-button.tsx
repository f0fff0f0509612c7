import { Button, Group, Stack, Text } from "@mantine/core";
import { useRef, useState } from "react";
import type { Address } from "../api/address.ts";
import { asProblem, download, type RequestProblem } from "../api/request.ts";
import { number } from "../format.ts";
import { text } from "../texts.ts";
import { ProblemAlert } from "./states.tsx";

/** Files below this many bytes come before anybody asks how far they are. */
const LARGE = 200_000;

/** Fetches a file and saves it; shows how much of a large one has come, can be cancelled, and says what went wrong where it does not come. */
export function DownloadButton({ address, name, label }: { readonly address: Address; readonly name: string; readonly label: string }) {
  const [bytes, setBytes] = useState<number>();
  const [problem, setProblem] = useState<RequestProblem>();
  const under = useRef<AbortController>(undefined);

  async function save(): Promise<void> {
    const stop = new AbortController();
    under.current = stop;
    setBytes(0);
    setProblem(undefined);
    try {
      await download(address, name, { signal: stop.signal, onProgress: setBytes });
    } catch (error) {
      if (!stop.signal.aborted) setProblem(asProblem(error));
    } finally {
      setBytes(undefined);
    }
  }

  return (
    <Stack gap="xs">
      <Group gap="xs">
        <Button variant="default" loading={bytes !== undefined} onClick={() => void save()}>{label}</Button>
        {bytes === undefined || bytes < LARGE ? null : (
          <>
            <Text size="sm" c="dimmed" className="figures" role="status">{`${number(bytes / 1_000_000, 1)} MB`}</Text>
            <Button variant="subtle" color="red" onClick={() => under.current?.abort()}>{text.common.cancel}</Button>
          </>
        )}
      </Group>
      <ProblemAlert problem={problem} />
    </Stack>
  );
}
