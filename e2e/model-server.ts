// A language model for tests: fills whatever form it is given with sentences of its own, by the book.

import { createServer, type Server } from "node:http";
import { modelPort } from "./house.ts";

type Schema = {
  type?: string;
  enum?: string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  minItems?: number;
  maxLength?: number;
};

const names = ["Mara", "Kai", "Ines", "Theo", "Luca", "Nora", "Vera", "Emil"];
const sentences = [
  "She tears the contract in half in front of everyone!",
  "He knows what is really in the locked room.",
  "Tell me who signed it, or I call the police tonight.",
  "The door opens, and her dead sister walks in.",
  "You were never his daughter, and he knew it.",
];

export interface ModelServer {
  /** Waits with every answer while it is true. */
  held: boolean;
  close: () => Promise<void>;
}

export async function openModelServer(): Promise<ModelServer> {
  let count = 0;
  const fill = (schema: Schema): unknown => {
    count++;
    if (schema.enum) return schema.enum[count % schema.enum.length];
    if (schema.type === "object")
      return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([key, inner]) => [key, fill(inner)]));
    if (schema.type === "array") return Array.from({ length: Math.max(schema.minItems ?? 1, 1) }, () => fill(schema.items ?? {}));
    if (schema.type === "integer") return 20 + (count % 40);
    return (schema.maxLength ?? 99) < 60 ? names[count % names.length] : `${sentences[count % sentences.length]} (${count})`;
  };
  const own: ModelServer = { held: false, close: async () => undefined };
  const server: Server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", async () => {
      while (own.held) await new Promise((resolve) => setTimeout(resolve, 50));
      const { response_format } = JSON.parse(body) as { response_format: { json_schema: { schema: Schema } } };
      const content = JSON.stringify(fill(response_format.json_schema.schema));
      response.setHeader("content-type", "application/json").end(
        JSON.stringify({
          choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content } }],
          usage: { prompt_tokens: 100, completion_tokens: 50 },
        }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(modelPort, "127.0.0.1", resolve));
  own.close = () =>
    new Promise((resolve) => {
      own.held = false;
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return own;
}
