import { ApiFailure, unwrap } from "@ui/api";

type Query = Record<string, string | number | boolean | undefined>;

export async function call<T>(
  method: string,
  path: string,
  body?: unknown,
  query: Query = {},
): Promise<T> {
  const url = new URL(`/api/v1${path}`, location.origin);
  for (const [key, value] of Object.entries(query))
    if (value !== undefined && value !== "") url.searchParams.set(key, String(value));
  return unwrap<T>(
    fetch(url, {
      method,
      credentials: "same-origin",
      headers: body === undefined ? {} : { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    }).then(async (response) => {
      const data =
        response.status === 204 ? undefined : await response.json().catch(() => undefined);
      return response.ok ? { data, response } : { error: data, response };
    }),
  );
}

export { ApiFailure };
