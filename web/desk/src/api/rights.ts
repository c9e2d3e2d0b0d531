/** Rights: contracts, deals, and what is free. */
import { api, unwrap } from "@ui/api";
import type { components } from "@ui/api/schema";

type Schemas = components["schemas"];
export type Answer = Schemas["RightsAnswer"];
export type Block = Schemas["RightsBlock"];
export type Contract = Schemas["RightsContract"];
export type Consent = Schemas["LicenceConsent"];
export type Conflict = Schemas["RightsConflict"];
export type Deal = Schemas["RightsDeal"];
export type DealStatus = Schemas["DealStatus"];
export type Direction = Schemas["Direction"];
export type Fee = Schemas["DealFee"];
export type Free = Schemas["FreeRights"];
export type Party = Schemas["RightsParty"];
export type PartnerSlate = Schemas["PartnerSlate"];
export type Standing = Schemas["RightsStanding"];
export type Turn = Schemas["HorizonTurn"];
/** What is paid and handed over, by a deal or by a contract. */
export type Terms = Pick<
  Deal,
  "id" | "direction" | "blocks" | "fee" | "written_down" | "paid" | "deliverables" | "instalments"
>;
/** Whose terms they are. */
export type TermsOf = "deals" | "contracts";

const at = (id: string) => ({ params: { path: { id } } });

/** Names of the media that are asked for most; a contract may name any of the tree. */
export const MEDIA = [
  "VOD",
  "SVOD",
  "Coins",
  "EST",
  "AVOD",
  "Rewarded",
  "FAST",
  "Free TV",
  "Pay TV",
  "Social",
] as const;

export const parties = () => unwrap(api.GET("/api/v1/desk/rights/parties"));
export const addParty = (body: Schemas["NewRightsParty"]) =>
  unwrap(api.POST("/api/v1/desk/rights/parties", { body }));

export const contracts = () => unwrap(api.GET("/api/v1/desk/rights/contracts"));
export const addContract = (body: Schemas["NewRightsContract"]) =>
  unwrap(api.POST("/api/v1/desk/rights/contracts", { body }));
export const amend = (id: string, body: Schemas["RightsAmendment"]) =>
  unwrap(api.POST("/api/v1/desk/rights/contracts/{id}/versions", { ...at(id), body }));
export const activate = (id: string, signed_on: string) =>
  unwrap(
    api.POST("/api/v1/desk/rights/contracts/{id}/activate", { ...at(id), body: { signed_on } }),
  );
export const endContract = (id: string) =>
  unwrap(api.POST("/api/v1/desk/rights/contracts/{id}/end", { ...at(id), body: {} }));
export const withdraw = (id: string) =>
  unwrap(api.POST("/api/v1/desk/rights/contracts/{id}/withdraw", at(id)));
/** Whoever must be asked first was asked, and declined a sale to somebody else. */
export const declinedFirst = (id: string, body: Schemas["NewFirstRefusalAnswer"]) =>
  unwrap(api.POST("/api/v1/desk/rights/contracts/{id}/answers", { ...at(id), body }));
/** What stands in the way of blocks: of the next version of a contract, or of a new one that was signed on a day. */
export const check = (body: Schemas["RightsProposal"]) =>
  unwrap(api.POST("/api/v1/desk/rights/check", { body }));

export const free = (query: { standing: Standing; media: string; language: string; at?: string }) =>
  unwrap(api.GET("/api/v1/desk/rights/free", { params: { query } }));
/** What was gained and lost since a day. */
export const changes = (query: { standing: Standing; since: string }) =>
  unwrap(api.GET("/api/v1/desk/rights/changes", { params: { query } }));
/** What contracts say against each other. */
export const faults = () => unwrap(api.GET("/api/v1/desk/rights/faults"));
/** Whether something may be shown or licensed there and then, and if not, why. */
export const askGate = (query: {
  purpose: Schemas["RightsPurpose"];
  series_id: string;
  episode_id?: string;
  territory: string;
  language: string;
  media: string;
  at?: string;
  contract_id?: string;
}) => unwrap(api.GET("/api/v1/desk/rights/may", { params: { query } }));
export const horizon = (standing: Standing) =>
  unwrap(api.GET("/api/v1/desk/rights/horizon", { params: { query: { standing, days: 30 } } }));

export const deals = () => unwrap(api.GET("/api/v1/desk/rights/deals"));
export const addDeal = (body: Schemas["NewRightsDeal"]) =>
  unwrap(api.POST("/api/v1/desk/rights/deals", { body }));
export const moveDeal = (id: string, body: Schemas["NewDealStep"]) =>
  unwrap(api.POST("/api/v1/desk/rights/deals/{id}/steps", { ...at(id), body }));
/** Slates of partners: a group of series on common terms. */
export const partnerSlates = () => unwrap(api.GET("/api/v1/desk/rights/slates"));
export const addPartnerSlate = (body: Schemas["NewPartnerSlate"]) =>
  unwrap(api.POST("/api/v1/desk/rights/slates", { body }));
export const changePartnerSlate = (id: string, body: Schemas["NewPartnerSlate"]) =>
  unwrap(api.PUT("/api/v1/desk/rights/slates/{id}", { ...at(id), body }));
export const removePartnerSlate = (id: string) =>
  unwrap(api.DELETE("/api/v1/desk/rights/slates/{id}", at(id)));
export const dealOfSlate = (id: string, body: Schemas["NewPartnerSlateDeal"]) =>
  unwrap(api.POST("/api/v1/desk/rights/slates/{id}/deals", { ...at(id), body }));
/** Says that something was handed over, accepted or sent back. */
export async function moveDeliverable(
  of: TermsOf,
  id: string,
  deliverable_id: string,
  status: Schemas["DeliverableMove"],
  note: string,
): Promise<void> {
  const said = { params: { path: { id, deliverable_id } }, body: { status, note } };
  if (of === "deals")
    await unwrap(
      api.POST("/api/v1/desk/rights/deals/{id}/deliverables/{deliverable_id}/steps", said),
    );
  else
    await unwrap(
      api.POST("/api/v1/desk/rights/contracts/{id}/deliverables/{deliverable_id}/steps", said),
    );
}
/** Deliveries of a deal or a contract: what was sent when, and what is on its way. */
export type Delivery = Schemas["Delivery"];
export const deliveries = (of: TermsOf, id: string) =>
  of === "deals"
    ? unwrap(api.GET("/api/v1/desk/rights/deals/{id}/deliveries", at(id)))
    : unwrap(api.GET("/api/v1/desk/rights/contracts/{id}/deliveries", at(id)));
/** What a delivery carries of each film. */
export type Films = Schemas["DeliveryFilms"];
export const startDelivery = (of: TermsOf, id: string, series_id: string, films: Films) => {
  const sent = { ...at(id), body: { series_id, films } };
  return of === "deals"
    ? unwrap(api.POST("/api/v1/desk/rights/deals/{id}/deliveries", sent))
    : unwrap(api.POST("/api/v1/desk/rights/contracts/{id}/deliveries", sent));
};
export const stopDelivery = (id: string) =>
  unwrap(api.POST("/api/v1/desk/rights/deliveries/{id}/stop", at(id)));
export const resumeDelivery = (id: string) =>
  unwrap(api.POST("/api/v1/desk/rights/deliveries/{id}/resume", at(id)));
export const linkDelivery = (id: string) =>
  unwrap(api.POST("/api/v1/desk/rights/deliveries/{id}/link", at(id)));
export const manifestOf = (id: string) => `/api/v1/desk/rights/deliveries/${id}/manifest`;
/** Says that an instalment is in the books, or that the house has paid it. */
export async function movePayment(
  of: TermsOf,
  id: string,
  payment_id: string,
  status: Schemas["DealPaymentMove"],
): Promise<void> {
  const said = { params: { path: { id, payment_id } }, body: { status } };
  if (of === "deals")
    await unwrap(api.POST("/api/v1/desk/rights/deals/{id}/payments/{payment_id}/steps", said));
  else
    await unwrap(api.POST("/api/v1/desk/rights/contracts/{id}/payments/{payment_id}/steps", said));
}
/** Has a partner's part computed by a contract about money. */
export async function share(
  of: TermsOf,
  id: string,
  body: Schemas["NewDealSharing"],
): Promise<void> {
  const said = { ...at(id), body };
  if (of === "deals") await unwrap(api.POST("/api/v1/desk/rights/deals/{id}/sharing", said));
  else await unwrap(api.POST("/api/v1/desk/rights/contracts/{id}/sharing", said));
}
/** Files of a contract. */
export type ContractFile = Schemas["RightsDocument"];
export const contractFileOf = (id: string) => `/api/v1/desk/rights/contract-documents/${id}/file`;
export const addContractFile = (id: string, file: File) =>
  unwrap(
    api.POST("/api/v1/desk/rights/contracts/{id}/documents", {
      params: { path: { id }, query: { name: file.name } },
      headers: { "content-type": "application/octet-stream" },
      // The bytes as they are.
      body: file as never,
      bodySerializer: (bytes: unknown) => bytes as BodyInit,
    }),
  );
/** A partner in a co-production consents to a contract. */
export const giveConsent = (id: string, body: Schemas["NewLicenceConsent"]) =>
  unwrap(api.POST("/api/v1/desk/rights/contracts/{id}/consents", { ...at(id), body }));
export const takeConsentBack = (id: string) =>
  unwrap(api.POST("/api/v1/desk/rights/consents/{id}/withdrawal", at(id)));
export const removeContractFile = (id: string, reason: string) =>
  unwrap(
    api.POST("/api/v1/desk/rights/contract-documents/{id}/removal", {
      ...at(id),
      body: { reason },
    }),
  );
export const startSigning = (id: string) =>
  unwrap(api.POST("/api/v1/desk/rights/deals/{id}/signing", at(id)));
export const sign = (id: string, body: Schemas["DealSigned"]) =>
  unwrap(api.POST("/api/v1/desk/rights/deals/{id}/signatures", { ...at(id), body }));
/** Keeps a file that was signed elsewhere; gives its id. */
export const addPaper = (deal: string, file: File) =>
  unwrap(
    api.POST("/api/v1/desk/rights/deals/{id}/papers", {
      params: { path: { id: deal }, query: { name: file.name } },
      headers: { "content-type": "application/octet-stream" },
      // The bytes as they are.
      body: file as never,
      bodySerializer: (bytes: unknown) => bytes as BodyInit,
    }),
  );
export const paperOf = (id: string) => `/api/v1/desk/rights/papers/${id}`;
/** A link by which the other side reads the document and signs. */
export const invite = (id: string) =>
  unwrap(api.POST("/api/v1/desk/rights/deals/{id}/invitation", at(id)));
export const documentOf = (id: string) => `/api/v1/desk/rights/deals/${id}/document`;
/** Who has signed it, as a sheet to keep with it. */
export const signaturesOf = (id: string) => `/api/v1/desk/rights/deals/${id}/signatures`;

/** Signs for the house: with the operator's passkey where there is one, else by being logged in. */
export async function signForHouse(id: string, name: string) {
  const { document_digest, ceremony } = await startSigning(id);
  if (!ceremony) return sign(id, { name, document_digest, passkey: null, recorded: false });
  const wanted = (ceremony.options as { publicKey: PublicKeyCredentialRequestOptionsJSON })
    .publicKey;
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(wanted);
  const answer = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential | null;
  if (!answer) throw new DOMException("no passkey answered", "NotAllowedError");
  const passkey = { ceremony: ceremony.ceremony, credential: answer.toJSON() };
  return sign(id, { name, document_digest, passkey, recorded: false });
}
