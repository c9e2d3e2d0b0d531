/** Money, paid jobs and gates of a production. */
import { api, unwrap } from "@ui/api";
import type { components } from "@ui/api/schema";

export type Money = components["schemas"]["ProductionMoney"];
export type PaidJob = components["schemas"]["PaidJobView"];
export type Gate = components["schemas"]["GateView"];
export type Decision = components["schemas"]["PaidJobDecision"];

const ONE = "/api/v1/studio/productions/{id}";
const at = (id: string) => ({ path: { id } });

export const readMoney = (id: string) => unwrap(api.GET(`${ONE}/money`, { params: at(id) }));
export const readJobs = (id: string) => unwrap(api.GET(`${ONE}/jobs`, { params: at(id) }));
export const readGates = (id: string) => unwrap(api.GET(`${ONE}/gates`, { params: at(id) }));
export const openGate = (id: string, gate: Gate["gate"]) =>
  unwrap(api.PUT(`${ONE}/gates/{gate}`, { params: { path: { id, gate } } }));
export const closeGate = (id: string, gate: Gate["gate"]) =>
  unwrap(api.DELETE(`${ONE}/gates/{gate}`, { params: { path: { id, gate } } }));
export const decide = (id: string, job_id: string, body: Decision) =>
  unwrap(api.POST(`${ONE}/jobs/{job_id}/decision`, { params: { path: { id, job_id } }, body }));
/** `most`: in millionths; what costs nothing is made in any case. */
export const startPaidRun = (id: string, most: number, again: boolean) =>
  unwrap(
    api.POST(`${ONE}/run`, {
      params: at(id),
      body: { wanted: [], spend_micros: most, again },
    }),
  );

/** A file of one's own as a take. */
export const bringTake = (id: string, key: string, file: File) =>
  unwrap(
    api.POST(`${ONE}/takes`, {
      params: { ...at(id), query: { key } },
      body: file as unknown as never,
      bodySerializer: (body) => body,
      headers: { "content-type": "application/octet-stream" },
    }),
  );
