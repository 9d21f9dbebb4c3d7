import { describe, expect, it } from "vitest";
import { readArray, writeArray } from "./array-types.ts";

const asIs = (text: unknown) => text;

describe("PostgreSQL's text of an array", () => {
  it.each([
    ["{}", []],
    ["{a,b}", ["a", "b"]],
    ['{"a b","c,d","{}","","NULL",NULL}', ["a b", "c,d", "{}", "", "NULL", null]],
    ['{"quote \\" and \\\\ slash","line\nbreak"}', ['quote " and \\ slash', "line\nbreak"]],
    [
      "{{a,b},{c,d}}",
      [
        ["a", "b"],
        ["c", "d"],
      ],
    ],
  ])("reads %s", (text, values) => {
    expect(readArray(text, asIs)).toEqual(values);
    expect(readArray(writeArray(values, asIs), asIs)).toEqual(values);
  });

  it("reads elements with the parser of their type", () => {
    expect(readArray("{1,NULL,-3}", Number)).toEqual([1, null, -3]);
  });
});
