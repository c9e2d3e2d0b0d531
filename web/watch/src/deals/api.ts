/** Deals that the viewer's account is the other side of. */
import { ApiFailure, api, unwrap } from "@ui/api";
import type { components } from "@ui/api/schema";
import { usePasskey } from "../account/webauthn";

export type PartyDeal = components["schemas"]["PartyDeal"];

/** Until whoever opened the link has logged in; gone with the tab. */
const KEPT = "deal-link";

/** Keeps the token of the link that was opened. */
export const keepToken = (token: string): void => sessionStorage.setItem(KEPT, token);

/** The deals of the account, with that of the link that was opened; null: nobody is logged in. */
export async function loadDeals(): Promise<PartyDeal[] | null> {
  const token = sessionStorage.getItem(KEPT);
  try {
    const { items } = token
      ? await unwrap(api.POST("/api/v1/deals/claim", { body: { token } }))
      : await unwrap(api.GET("/api/v1/deals"));
    sessionStorage.removeItem(KEPT);
    return items;
  } catch (error) {
    if (error instanceof ApiFailure && error.status === 401) return null;
    sessionStorage.removeItem(KEPT);
    throw error;
  }
}

export const documentOf = (id: string): string => `/api/v1/desk/rights/deals/${id}/document`;

/** Signs for the party: with a passkey where the account has one, else by being logged in. */
export async function signDeal(id: string, name: string): Promise<void> {
  const at = { params: { path: { id } } };
  const { document_digest, ceremony } = await unwrap(
    api.POST("/api/v1/desk/rights/deals/{id}/signing", at),
  );
  const passkey = ceremony && {
    ceremony: ceremony.ceremony,
    credential: await usePasskey(ceremony.options),
  };
  const body = { name, document_digest, passkey: passkey ?? null, recorded: false };
  await unwrap(api.POST("/api/v1/desk/rights/deals/{id}/signatures", { ...at, body }));
}
