import { describe, expect, it } from "vitest";
import { clustersOf } from "../web/src/map/clusters.ts";

const at = (item: string, x: number, y: number) => ({ item, x, y });

describe("marks that would lie over each other", () => {
  it("are joined, and all of them stay", () => {
    expect(clustersOf([at("A", 0, 0), at("B", 200, 0), at("C", 30, 20), at("D", 200, 39)], 40)).toEqual([["A", "C"], ["B", "D"]]);
    expect(clustersOf([], 40)).toEqual([]);
  });

  it("are not joined over a distance, however many lie between", () => {
    const row = Array.from({ length: 10 }, (_, index) => at(String(index), index * 30, 0));
    expect(clustersOf(row, 40).map((group) => group.length)).toEqual([2, 2, 2, 2, 2]);
    expect(clustersOf([at("A", 0, 0), at("B", 0, 40)], 40)).toEqual([["A"], ["B"]]);
  });
});
