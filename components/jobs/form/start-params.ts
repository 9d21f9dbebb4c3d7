import type { TemplateView } from "../../../lib/contracts/template.ts";
import type { JsonObject } from "../../../lib/domain/json.ts";
import { fieldsOf, initialValue } from "../../../lib/domain/template/fields.ts";
import type { ParameterSchema } from "../../../lib/domain/template/types.ts";

/** What parameters start with: the template's fixed values and defaults. */
export function startParams(template: TemplateView | undefined): JsonObject {
  const fields = fieldsOf((template?.parameters ?? {}) as ParameterSchema);
  const values = fields.map(({ name, schema }) => [name, initialValue(schema)] as const);
  return Object.fromEntries(
    values.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
