/** The house itself: brand, region, further houses. */
import { api, unwrap } from "@ui/api";
import type { components } from "@ui/api/schema";

type Schemas = components["schemas"];
export type DeskHouse = Schemas["DeskHouse"];
export type HouseChange = Schemas["DeskHouseChange"];
export type Region = Schemas["Region"];
export type RegionTemplate = Schemas["RegionTemplate"];
export type LegalPage = Schemas["LegalPage"];
export type Opening = Schemas["HouseOpening"];
export type Opened = Schemas["OpenedHouse"];

export const house = () => unwrap(api.GET("/api/v1/desk/house"));
export const changeHouse = (body: HouseChange) => unwrap(api.PATCH("/api/v1/desk/house", { body }));
export const templates = async (): Promise<readonly RegionTemplate[]> =>
  (await unwrap(api.GET("/api/v1/desk/region-templates"))).templates;
export const openHouse = (body: Opening) => unwrap(api.POST("/api/v1/desk/houses", { body }));
