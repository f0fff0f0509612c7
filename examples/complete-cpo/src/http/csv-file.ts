import type { Context } from "hono";

/** A table as a file to keep, sent as it is made: a million lines need no memory. */
export function csvFile(context: Context, name: string, pieces: AsyncGenerator<string>): Response {
  const encoder = new TextEncoder();
  context.header("content-type", "text/csv; charset=utf-8");
  context.header("content-disposition", `attachment; filename="${name}"`);
  return context.body(new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await pieces.next();
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await pieces.return(undefined);
    },
  }));
}
