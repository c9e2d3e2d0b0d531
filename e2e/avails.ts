// A licensor's avails, as a file: written as XML, and turned into a workbook by the binary itself.

import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { binary } from "./house.ts";

export interface Offered {
  /** Of its ALID. */
  id: string;
  title: string;
  licensor: string;
  territories: string[];
  languages: string[];
  /** Days, the last of which is inside. */
  first: string;
  last: string;
}

const transaction = (offered: Offered, territory: string): string => `
    <avails:Transaction TransactionID="${offered.id}-${territory}">
      <avails:LicenseType>VOD</avails:LicenseType>
      <avails:Territory><md:country>${territory}</md:country></avails:Territory>
      <avails:Start>${offered.first}T00:00:00</avails:Start>
      <avails:End>${offered.last}T23:59:59</avails:End>
      ${offered.languages.map((tag) => `<avails:AllowedLanguage>${tag}</avails:AllowedLanguage>`).join("")}
      <avails:LicenseRightsDescription>Coin unlock</avails:LicenseRightsDescription>
      <avails:FormatProfile>HD</avails:FormatProfile>
      <avails:Term termName="LicenseFee"><avails:Money currency="USD">600.00</avails:Money></avails:Term>
    </avails:Transaction>`;

const list = (offered: Offered): string => `<?xml version="1.0" encoding="UTF-8"?>
<avails:AvailList xmlns:avails="http://www.movielabs.com/schema/avails/v2.7/avails" xmlns:md="http://www.movielabs.com/schema/md/v2.12/md">
  <avails:Avail>
    <avails:ALID>md:alid:org:offers.example:${offered.id}</avails:ALID>
    <avails:Disposition><avails:EntryType>Full Extract</avails:EntryType></avails:Disposition>
    <avails:Licensor><md:DisplayName>${offered.licensor}</md:DisplayName></avails:Licensor>
    <avails:AvailType>series</avails:AvailType>
    <avails:ShortDescription>${offered.title}</avails:ShortDescription>
    <avails:Asset contentID="md:cid:org:offers.example:${offered.id}">
      <avails:WorkType>Series</avails:WorkType>
      <avails:SeriesMetadata>
        <avails:SeriesContentID>md:cid:org:offers.example:${offered.id}</avails:SeriesContentID>
        <avails:SeriesTitleInternalAlias>${offered.title}</avails:SeriesTitleInternalAlias>
      </avails:SeriesMetadata>
    </avails:Asset>${offered.territories.map((one) => transaction(offered, one)).join("")}
  </avails:Avail>
</avails:AvailList>
`;

/** Writes a workbook into a folder, and gives its path. */
export function workbookOf(folder: string, name: string, offered: Offered): string {
  const [xml, workbook] = [join(folder, `${name}.xml`), join(folder, `${name}.xlsx`)];
  writeFileSync(xml, list(offered));
  execFileSync(binary, ["avails", "convert", xml, workbook], { stdio: "pipe" });
  return workbook;
}

/** A day of the calendar, so many from now. */
export const dayFromNow = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
