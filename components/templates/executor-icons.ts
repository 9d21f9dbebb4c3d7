import { Container, Globe, type LucideIcon, Mail, Plug } from "lucide-react";
import type { Executor } from "../../lib/domain/policies.ts";

export const EXECUTOR_ICONS: { readonly [E in Executor]: LucideIcon } = {
  http: Globe,
  email: Mail,
  container: Container,
  external: Plug,
};
