/** Routes about the viewer that the generated document does not hold yet, in the shape openapi-typescript writes. */
import type { components as catalogue } from "./schema";

export interface Settings {
  language: string | null;
  captions_on: boolean;
  captions_language: string | null;
  captions_size: "s" | "m" | "l";
  audio_language: string | null;
  data_saver: boolean;
  quality: "auto" | "360" | "480" | "720" | "1080";
  autoplay_next: boolean;
}

export interface Passkey {
  id: string;
  name: string;
  created_at: string;
  last_used_at: string | null;
}

export interface Me {
  id: string;
  kind: "anonymous" | "account";
  role: "viewer" | "producer" | "operator";
  email: string | null;
  display_name: string | null;
  has_password: boolean;
  passkeys: Passkey[];
  settings: Settings;
}

interface Ceremony {
  ceremony: string;
  options: unknown;
}

interface Finish {
  ceremony: string;
  credential: unknown;
}

type Json<T> = { content: { "application/json": T } };
type Answer<T> = {
  responses: { 200: Json<T>; default: Json<catalogue["schemas"]["ErrorBody"]> };
};
type Nothing = {
  responses: { 204: { content?: never }; default: Json<catalogue["schemas"]["ErrorBody"]> };
};
type Body<T> = { requestBody: Json<T> };

export interface PeoplePaths {
  "/api/v1/me": {
    get: Answer<Me>;
    patch: Body<{ display_name?: string; settings?: Partial<Settings> }> & Answer<Me>;
    delete: Nothing;
  };
  "/api/v1/auth/register": {
    post: Body<{ email: string; password: string; display_name?: string }> & Answer<Me>;
  };
  "/api/v1/auth/login": { post: Body<{ email: string; password: string }> & Answer<Me> };
  "/api/v1/auth/logout": { post: Nothing };
  "/api/v1/auth/claim": { post: Body<{ token: string }> & Answer<Me> };
  "/api/v1/auth/passkeys/register/start": { post: Body<{ name: string }> & Answer<Ceremony> };
  "/api/v1/auth/passkeys/register/finish": { post: Body<Finish> & Answer<Me> };
  "/api/v1/auth/passkeys/login/start": { post: Answer<Ceremony> };
  "/api/v1/auth/passkeys/login/finish": { post: Body<Finish> & Answer<Me> };
  "/api/v1/auth/passkeys/{id}": {
    delete: { parameters: { path: { id: string } } } & Answer<Me>;
  };
}
