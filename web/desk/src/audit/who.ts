import type { AuditLine } from "../api/books";
import { short } from "../lib/say";
import { w } from "../words/index.svelte";

export const who = (line: AuditLine): string =>
  line.person_name ?? (line.person_id ? short(line.person_id) : w("audit.erased"));
