/** The fair share of now: car-allocations per CPU second, of the whole call and of the filling that is repeated at each event. Lives beside the judge and the instances that it shares with the tests of the package. */
export async function run(): Promise<void> {
  const bench = (await import(new URL("../../packages/smart-charging/test/bench/allocate.ts", import.meta.url).href)) as { readonly run: () => Promise<void> };
  await bench.run();
}
