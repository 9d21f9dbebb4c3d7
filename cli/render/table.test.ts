import { expect, it } from "vitest";
import { styleFor } from "./style.ts";
import { type Column, facts, table } from "./table.ts";
import { cutText, textWidth } from "./text-width.ts";

type Row = { readonly name: string; readonly status: string | null };

const COLUMNS: readonly Column<Row>[] = [
  { title: "NAME", cell: ({ name }) => name, flexible: true },
  { title: "STATUS", cell: ({ status }) => status, tone: () => "good" },
];
const bare = styleFor(false);

it("aligns columns by the cells they fill", () => {
  const rows = [
    { name: "a", status: "active" },
    { name: "世界", status: null },
  ];
  expect(table(COLUMNS, rows, { style: bare, width: undefined })).toBe(
    "NAME  STATUS\na     active\n世界  –\n",
  );
});

it("lets a flexible column give way on a narrow terminal, and nothing else", () => {
  const rows = [{ name: "a very long name of a job", status: "active" }];
  const lines = table(COLUMNS, rows, { style: bare, width: 20 }).trimEnd().split("\n");
  expect(lines[1]).toBe("a very long…  active");
  const narrowest = table(COLUMNS, rows, { style: bare, width: 3 }).split("\n")[1];
  expect(narrowest).toBe("a very lo…  active");
});

it("keeps names from writing lines or commands of their own", () => {
  const rows = [{ name: "x\n\u001b[2Jy", status: "active" }];
  expect(table(COLUMNS, rows, { style: bare, width: undefined })).toContain(
    "x\\n\\x1b[2Jy  active\n",
  );
});

it("colours cells without moving them", () => {
  const rows = [{ name: "a", status: "active" }];
  const text = table(COLUMNS, rows, { style: styleFor(true), width: undefined });
  expect(text).toContain("a     \u001b[32mactive\u001b[39m\n");
});

it("leaves facts out that are not there", () => {
  const pairs = [
    ["Job", "one"],
    ["Note", null],
    ["Status", "active"],
  ] as const;
  expect(facts(pairs, bare)).toBe("Job     one\nStatus  active\n");
});

it("measures wide letters and clusters as terminals do", () => {
  expect(textWidth("né")).toBe(2);
  expect(textWidth("ne\u0301")).toBe(2);
  expect(textWidth("👩‍💻 한글")).toBe(7);
  expect(cutText("世界人民", 5)).toBe("世界…");
});
