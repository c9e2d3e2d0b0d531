/**
 * The browser's half of the passkey ceremonies (WebAuthn Level 3): the server's JSON options become what
 * `navigator.credentials` takes, and its answer becomes JSON again. Binary fields are base64url on the wire.
 */
interface CreationJson {
  challenge: string;
  user: { id: string; name: string; displayName: string };
  excludeCredentials?: { id: string; type: "public-key"; transports?: AuthenticatorTransport[] }[];
}
interface RequestJson {
  challenge: string;
  allowCredentials?: { id: string; type: "public-key"; transports?: AuthenticatorTransport[] }[];
}

export const passkeysWork = (): boolean => "PublicKeyCredential" in window;

export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (char) => char.charCodeAt(0));
}

export function toBase64Url(bytes: ArrayBuffer | Uint8Array): string {
  const text = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** Servers send either the options or an object with `publicKey`. */
function inner<T>(options: unknown): T {
  return ((options as { publicKey?: T }).publicKey ?? options) as T;
}

const described = (list: CreationJson["excludeCredentials"]) =>
  list?.map((one) => ({ ...one, id: fromBase64Url(one.id) }));

/** Makes a passkey. Rejects with a `DOMException` when the person cancels. */
export async function createPasskey(options: unknown): Promise<unknown> {
  const json = inner<CreationJson>(options);
  const publicKey = {
    ...json,
    challenge: fromBase64Url(json.challenge),
    user: { ...json.user, id: fromBase64Url(json.user.id) },
    excludeCredentials: described(json.excludeCredentials) ?? [],
  } as unknown as PublicKeyCredentialCreationOptions;
  const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
  const response = made.response as AuthenticatorAttestationResponse;
  return {
    ...common(made),
    response: {
      clientDataJSON: toBase64Url(response.clientDataJSON),
      attestationObject: toBase64Url(response.attestationObject),
      transports: response.getTransports?.() ?? [],
    },
  };
}

/** Signs with a passkey. */
export async function usePasskey(options: unknown): Promise<unknown> {
  const json = inner<RequestJson>(options);
  const publicKey = {
    ...json,
    challenge: fromBase64Url(json.challenge),
    allowCredentials: described(json.allowCredentials) ?? [],
  } as unknown as PublicKeyCredentialRequestOptions;
  const used = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
  const response = used.response as AuthenticatorAssertionResponse;
  return {
    ...common(used),
    response: {
      clientDataJSON: toBase64Url(response.clientDataJSON),
      authenticatorData: toBase64Url(response.authenticatorData),
      signature: toBase64Url(response.signature),
      userHandle: response.userHandle ? toBase64Url(response.userHandle) : null,
    },
  };
}

function common(credential: PublicKeyCredential) {
  return {
    id: credential.id,
    rawId: toBase64Url(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}
