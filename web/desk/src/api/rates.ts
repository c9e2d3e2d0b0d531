/** Rates of exchange. */
import { api, unwrap } from "@ui/api";
import type { components } from "@ui/api/schema";

type Schemas = components["schemas"];
export type FxRate = Schemas["FxRate"];

export const fxRates = () => unwrap(api.GET("/api/v1/desk/fx-rates"));
export const stateRate = (body: Schemas["NewFxRate"]) =>
  unwrap(api.POST("/api/v1/desk/fx-rates", { body }));
