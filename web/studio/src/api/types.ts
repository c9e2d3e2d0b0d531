/** The studio's bodies by name, from the house's contract. */
import type { components } from "@ui/api/schema";

type Schemas = components["schemas"];
export type Problem = Schemas["Problem"];
export type Status = Schemas["Status"];
export type AgeRating = Schemas["AgeRating"];
export type Framing = Schemas["Framing"];
export type Package = Schemas["Package"];
export type StudioEpisode = Schemas["StudioEpisode"];
export type Credit = Schemas["Credit"];
export type Translation = Schemas["Translation"];
export type StudioSeries = Schemas["StudioSeries"];
export type RefusedUpload = Schemas["RefusedUpload"];
export type SeriesChange = Schemas["SeriesChange"];
export type Release = Schemas["Release"];
