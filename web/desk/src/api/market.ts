/** The market: its door, slates, invitations, screeners, enquiries. */
import { api, unwrap } from "@ui/api";
import type { components } from "@ui/api/schema";

type Schemas = components["schemas"];
export type Settings = Schemas["MarketSettings"];
export type Slate = Schemas["MarketSlate"];
export type NewSlate = Schemas["NewMarketSlate"];
export type Invitation = Schemas["MarketInvitation"];
export type Screener = Schemas["Screener"];
export type View = Schemas["ScreenerView"];
export type Enquiry = Schemas["MarketEnquiry"];
export type Link = Schemas["MarketLink"];

const at = (id: string) => ({ params: { path: { id } } });

export const deskMarket = () => unwrap(api.GET("/api/v1/desk/market"));
export const changeMarket = (body: Settings) => unwrap(api.PUT("/api/v1/desk/market", { body }));
export const addSlate = (body: NewSlate) =>
  unwrap(api.POST("/api/v1/desk/market/slates", { body }));
export const changeSlate = (id: string, body: NewSlate) =>
  unwrap(api.PUT("/api/v1/desk/market/slates/{id}", { ...at(id), body }));
export const removeSlate = (id: string) =>
  unwrap(api.DELETE("/api/v1/desk/market/slates/{id}", at(id)));
export type Producer = Schemas["MarketProducer"];
const party = (party_id: string) => ({ params: { path: { party_id } } });
export const setProducer = (id: string, body: Schemas["NewMarketProducer"]) =>
  unwrap(api.PUT("/api/v1/desk/market/producers/{party_id}", { ...party(id), body }));
export const removeProducer = (id: string) =>
  unwrap(api.DELETE("/api/v1/desk/market/producers/{party_id}", party(id)));
export const loglines = (id: string) =>
  unwrap(api.GET("/api/v1/desk/market/series/{id}/loglines", at(id)));
export const setLoglines = (id: string, lines: Record<string, string>) =>
  unwrap(api.PUT("/api/v1/desk/market/series/{id}/loglines", { ...at(id), body: { lines } }));
export const invitations = () => unwrap(api.GET("/api/v1/desk/market/invitations"));
export const invite = (body: Schemas["NewMarketInvitation"]) =>
  unwrap(api.POST("/api/v1/desk/market/invitations", { body }));
export const revokeInvitation = (id: string) =>
  unwrap(api.DELETE("/api/v1/desk/market/invitations/{id}", at(id)));
export const screeners = () => unwrap(api.GET("/api/v1/desk/market/screeners"));
export const addScreener = (body: Schemas["NewScreener"]) =>
  unwrap(api.POST("/api/v1/desk/market/screeners", { body }));
export const revokeScreener = (id: string) =>
  unwrap(api.DELETE("/api/v1/desk/market/screeners/{id}", at(id)));
export const enquiries = () => unwrap(api.GET("/api/v1/desk/market/enquiries"));
export const sheetOf = (slug: string) => `/api/v1/market/series/${slug}/one-sheet.pdf`;
