/** Plans of a day in 96 slots against HiGHS (WebAssembly) in the same process: cold, and warm after one car changed its request. Lives beside the judge and the instances that it shares with the tests of the package. */
export async function run(): Promise<void> {
  const bench = (await import(new URL("../../packages/smart-charging/test/bench/plan.ts", import.meta.url).href)) as { readonly run: () => Promise<void> };
  await bench.run();
}
