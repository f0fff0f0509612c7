/** The text of an answer; `undefined` when it has more bytes than allowed, whatever its headers say. */
export async function readLimited(answer: Response, maxBytes: number): Promise<string | undefined> {
  if (answer.body === null) return "";
  if (Number(answer.headers.get("content-length") ?? 0) > maxBytes) {
    await answer.body.cancel();
    return undefined;
  }
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  const reader = answer.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    if (bytes > maxBytes) {
      await reader.cancel();
      return undefined;
    }
    text += decoder.decode(value, { stream: true });
  }
}
