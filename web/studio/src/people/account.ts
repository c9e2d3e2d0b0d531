import type { components } from "@ui/api/schema";

/** An account, as operators see it. */
export type Account = components["schemas"]["Account"];
export type Role = components["schemas"]["Role"];
