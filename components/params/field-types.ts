import type { JsonValue } from "../../lib/domain/json.ts";
import type { Field } from "../../lib/domain/template/fields.ts";

/** What every control of a generated form is given. Undefined is "not set": the default holds. */
export type ParamProps = {
  readonly field: Field;
  /** JSON pointer into what the form sends. */
  readonly pointer: string;
  readonly value: JsonValue | undefined;
  /** An item of a list: its label is for screen readers only. */
  readonly compact?: boolean;
  readonly onChange: (value: JsonValue | undefined) => void;
};
