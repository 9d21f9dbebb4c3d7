import { describe, expect, it } from "vitest";
import { fatesText, imbalanceText, undecidedText } from "./ledger-words.ts";

const NOTHING = {
  planned: 0,
  completed: 0,
  failed: 0,
  cancelled: 0,
  skipped: 0,
  missed: 0,
  open: 0,
};

describe("an account in words", () => {
  it("names what became of the slots, and leaves out what did not happen", () => {
    expect(fatesText({ ...NOTHING, completed: 1430, failed: 2, open: 1 })).toBe(
      "1,430 completed + 2 failed + 1 open",
    );
    expect(fatesText(NOTHING)).toBe("nothing");
  });

  it("says which side has too many", () => {
    expect(imbalanceText(0)).toBeNull();
    expect(imbalanceText(1)).toContain("1 planned slot has no row");
    expect(imbalanceText(1200)).toContain("1,200 planned slots have no row");
    expect(imbalanceText(-1)).toContain("1 row more than there are slots");
    expect(imbalanceText(-2)).toContain("2 rows more");
  });

  it("says what is still to be decided", () => {
    expect(undecidedText(0)).toBeNull();
    expect(undecidedText(1)).toContain("1 slot is due");
    expect(undecidedText(5)).toContain("5 slots are due");
    expect(undecidedText(5, true)).toBe("5 slots of the pause are decided when it ends.");
  });
});
