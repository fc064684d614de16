// The calls that README.md shows below "HTTP API", by a client that is generated from the OpenAPI document. It is compiled, not run: a member that the document has not, or
// has under another name or type, does not compile.
import createClient from 'openapi-fetch';
import type { components, paths } from './generated/schema';

const client = createClient<paths>({ baseUrl: 'http://localhost:5080', headers: { 'Accept-Language': 'en' } });

type Schemas = components['schemas'];

/** What went wrong with each field, as a form shows it. */
export function messagesOf(problem: Schemas['Problem']): Map<string, string[]> {
  const messages = new Map<string, string[]>();
  for (const [field, faults] of Object.entries(problem.errors ?? {})) {
    messages.set(field, faults.map((fault) => fault.message));
  }
  return messages;
}

/** Codes are a closed list: a switch over them is complete. */
export function mayRepeat(code: Schemas['ProblemCode']): boolean {
  switch (code) {
    case 'store-unavailable':
    case 'log-unavailable':
    case 'request-timeout':
    case 'too-many-requests':
      return true;
    case 'bad-input':
    case 'sign-in-again':
    case 'too-many-keys':
    case 'nothing-accepted':
    case 'purpose-required':
    case 'not-signed-in':
    case 'not-allowed':
    case 'cross-site':
    case 'not-found':
    case 'method-not-allowed':
    case 'number-taken':
    case 'alert-retracted':
    case 'alert-closed':
    case 'already-done':
    case 'not-seen-yet':
    case 'not-handled-yet':
    case 'stale-version':
    case 'body-too-large':
    case 'unsupported-media-type':
    case 'internal':
    case 'history-damaged':
    case 'record-damaged':
      return false;
  }
}

export async function sendPositions(): Promise<number> {
  const { data, error } = await client.POST('/api/v1/positions', {
    body: [{ plate: '沪A12345', plateColor: 2, time: '2026-07-01T08:00:00+08:00', lat: 31.2304, lon: 121.4737, speedKmh: 62.5, heading: 270 }],
  });
  if (error) {
    const reasons: Schemas['RejectReason'][] = (error.rejected ?? []).map((item) => item.code);
    throw new Error(`${error.code}: ${reasons.join()}`);
  }
  return data.accepted;
}

export async function vehicles(): Promise<string[]> {
  const inProvince = await client.GET('/api/v1/vehicles', { params: { query: { province: '310000' } } });
  const near = await client.GET('/api/v1/vehicles', { params: { query: { near: '31.23,121.47,5000', limit: 10 } } });
  const items: Schemas['VehicleSightView'][] = [...(inProvince.data?.items ?? []), ...(near.data?.items ?? [])];
  const gravest: Schemas['Severity'][] = items.flatMap((item) => (item.gravestOpen === undefined ? [] : [item.gravestOpen.severity]));
  return [...items.map((item) => `${item.plate} ${item.position?.lat}`), ...gravest];
}

export async function vehicle(id: string): Promise<string | null> {
  const { data, error, response } = await client.GET('/api/v1/vehicles/{id}', { params: { path: { id } } });
  if (error) {
    return response.status === 404 ? null : error.detail;
  }
  const state: 'judged' | 'faulted' | 'quarantined' = data.judging.state;
  const speed: number | undefined = data.lastFix?.speedKmh;
  const alarms: Schemas['AlarmName'][] = data.lastFix?.alarms ?? [];
  return `${state} ${speed} ${alarms.join()} ${data.documents.map((d) => d.status).join()} ${data.quality.status}`;
}

export async function history(id: string): Promise<number> {
  const query = { from: '2026-07-01T08:00:00+08:00', to: '2026-07-01T09:00:00+08:00' };
  const json = await client.GET('/api/v1/vehicles/{id}/history', { params: { path: { id }, query: { ...query, format: 'json' } } });
  const csv = await client.GET('/api/v1/vehicles/{id}/history', { params: { path: { id }, query: { ...query, format: 'csv', bom: 'true' } }, parseAs: 'text' });
  const lines = await client.GET('/api/v1/vehicles/{id}/history', { params: { path: { id }, query: { ...query, format: 'geojson', geometry: 'lines' } } });
  const text: string | undefined = csv.data;
  return (typeof json.data === 'object' ? json.data.items.length : 0) + (text?.length ?? 0) + lines.response.status;
}

export async function presence(): Promise<Schemas['PassCertainty'][]> {
  const span = { from: '2026-07-01T08:00:00+08:00', to: '2026-07-01T09:00:00+08:00' };
  const circle = await client.GET('/api/v1/search/presence', { params: { query: { circle: '31.23,121.47,5000', ...span } } });
  await client.GET('/api/v1/search/presence', { params: { query: { bbox: '121.0,31.0,121.5,31.5', format: 'geojson', ...span } } });
  return typeof circle.data === 'object' ? circle.data.items.map((pass) => pass.certainty) : [];
}

export async function alerts(id: string): Promise<string[]> {
  const list = await client.GET('/api/v1/alerts', { params: { query: { severity: 'orange,red', status: 'open', sort: 'open' } } });
  const counts = await client.GET('/api/v1/alerts/counts');
  const one = await client.GET('/api/v1/alerts/{id}', { params: { path: { id } } });
  const causes: (Schemas['ChangeCause'] | null)[] = one.data?.history?.map((event) => event.cause) ?? [];
  const titles = list.data?.items.map((alert) => alert.title['zh-CN']) ?? [];
  return [...titles, ...causes.map(String), String(counts.data?.violations)];
}

export async function handle(id: string): Promise<Schemas['AlertStatus'] | undefined> {
  const params = { path: { id } };
  const { error } = await client.POST('/api/v1/alerts/{id}/acknowledge', { params, body: {} });
  if (error?.code === 'already-done') {
    return undefined;
  }
  await client.POST('/api/v1/alerts/{id}/assign', { params, body: { assignee: '李四' } });
  await client.POST('/api/v1/alerts/{id}/handle', { params, body: { note: '已核实' } });
  return (await client.POST('/api/v1/alerts/{id}/close', { params, body: {} })).data?.status;
}

/** A server-sent event as the document describes it: the type of its data follows from its name. */
export function read(event: Schemas['AlertStreamEvent']): string {
  switch (event.event) {
    case 'gap':
      return event.data.reason;
    case 'gone':
      return event.data.vehicle;
    case 'stale':
      return event.data.since;
    case 'start':
    case 'current':
      return event.data.lastEventId;
    default:
      return event.data.alert.title.en;
  }
}

export async function follow(): Promise<ReadableStream<Uint8Array> | null | undefined> {
  const { data } = await client.GET('/api/v1/alerts/stream', {
    params: { query: { severity: 'orange,red', status: 'open' }, header: { 'Last-Event-ID': '17' } },
    parseAs: 'stream',
  });
  return data;
}

export async function documents(): Promise<string[]> {
  const filed = { validFrom: '2026-01-01T00:00:00+08:00', validTo: '2027-01-01T00:00:00+08:00', vehicle: '沪A12345_2' };
  const params = { path: { number: '2026-0315' } };
  const permit = await client.PUT('/api/v1/permits/{number}', { params: { ...params, header: { 'If-Match': '"3"' } }, body: { ...filed, provinces: ['310000'] } });
  const route = await client.PUT('/api/v1/routes/{number}', {
    params,
    body: { ...filed, corridorM: 300, line: { type: 'LineString', coordinates: [[121.1, 31.3], [121.4737, 31.2304]] } },
  });
  const read = await client.GET('/api/v1/permits/{number}', { params });
  const routes = await client.GET('/api/v1/routes', { params: { query: { vehicle: '沪A12345_2' } } });
  await client.GET('/api/v1/routes/{number}', { params });
  await client.GET('/api/v1/permits', { params: { query: { validAt: '2026-07-01T00:00:00+08:00' } } });
  await client.DELETE('/api/v1/permits/{number}', { params });
  return [permit.data?.number, route.error?.title, read.data?.filedBy, ...(routes.data?.items ?? []).map((r) => r.number)].filter((text) => text !== undefined);
}

export async function rest(id: string): Promise<unknown[]> {
  const kinds = await client.GET('/api/v1/document-kinds');
  const partitions = await client.GET('/api/v1/partitions');
  const rules = await client.GET('/api/v1/rules');
  const again = await client.POST('/api/v1/vehicles/{id}/judge-again', { params: { path: { id }, query: { acceptLoss: 'true' } } });
  const place = await client.GET('/api/v1/locate', { params: { query: { lat: 31.2304, lon: 121.4737 } } });
  return [kinds.data?.[0]?.binding, partitions.data?.settled, rules.data?.[0]?.name.en, again.data?.acceptsLoss, place.data?.provinceCode];
}
