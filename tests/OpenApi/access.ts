// The calls about access, operators' own reports and subscriptions that README.md shows; compiled, not run, as calls.ts.
import createClient from 'openapi-fetch';
import type { components, paths } from './generated/schema';

type Schemas = components['schemas'];

/** A person by the session, whose changes want the header. */
const client = createClient<paths>({ baseUrl: 'http://localhost:5080', headers: { 'X-Hazmat': '1' } });

/** A program by its key. */
const program = createClient<paths>({ baseUrl: 'http://localhost:5080', headers: { 'X-Api-Key': 'hzt_…' } });

const code = '91310000DEMA00001B';
const span = { from: '2026-07-01T00:00:00+08:00', to: '2026-07-02T00:00:00+08:00' };

export async function session(): Promise<string[]> {
  const ways = await client.GET('/api/v1/sign-in');
  await client.POST('/api/v1/sign-in/demo', { body: { person: 'inspector-js' } });
  const who = await client.GET('/api/v1/session');
  const purposes = await client.GET('/api/v1/purposes');
  await client.DELETE('/api/v1/session');
  return [...(ways.data?.providers.map((p) => p.address) ?? []), ...(who.data?.roles ?? []), ...(purposes.data?.items.map((p) => p.code) ?? [])];
}

export async function operators(): Promise<[number | undefined, string[] | undefined, number | undefined]> {
  const params = { path: { code } };
  await client.PUT('/api/v1/operators/{code}', { params, body: { name: '甲运输企业', province: '310000' } });
  const registered = await client.POST('/api/v1/operators/{code}/vehicles', { params, body: { vehicles: ['沪A12345_2'] } });
  const vehicles = await client.GET('/api/v1/operators/{code}/vehicles', { params });
  const released = await client.POST('/api/v1/operators/{code}/vehicles/release', { params, body: { vehicles: ['沪A12345_2'] } });
  const all = await client.GET('/api/v1/operators');
  const one = await client.GET('/api/v1/operators/{code}', { params });
  return [registered.data?.registered, vehicles.data?.items.map((v) => v.id), (all.data?.items.length ?? 0) + (one.data?.version ?? 0) + (released.data?.released ?? 0)];
}

/** Another key for the same use, and the end of the one before. */
export async function rotate(old: string): Promise<string | undefined> {
  const known = await client.GET('/api/v1/keys', { params: { query: { owner: code } } });
  const { data } = await client.POST('/api/v1/keys', {
    body: { name: known.data?.items[0]?.name ?? 'dispatch', owner: code, role: 'operator', actions: ['positions:send', 'dead-letters:read'], days: 30 },
  });
  await client.DELETE('/api/v1/keys/{id}', { params: { path: { id: old } } });
  await client.POST('/api/v1/sessions/end', { body: { issuer: 'https://id.example.cn', subject: '3f2a' } });
  return data?.key;
}

export async function looks(): Promise<[number[] | undefined, string[] | undefined]> {
  await client.POST('/api/v1/query', { body: { address: '/api/v1/vehicles/沪A12345_2' } });
  const entries = await client.POST('/api/v1/audit/search', { body: { vehicle: '沪A12345_2', ...span } });
  const all = await client.POST('/api/v1/audit/search', { body: { home: '310000', ...span } });
  await client.POST('/api/v1/persons/export', { params: { header: { Purpose: 'own-data' } }, body: { person: '310101199001011234' } });
  const checkpoints = await program.GET('/api/v1/audit/checkpoints');
  return [[...(entries.data?.items ?? []), ...(all.data?.items ?? [])].map((e) => e.number), checkpoints.data?.items.map((c) => c.note)];
}

/** The letters of a reason, each of which is sent again with another time. */
export async function refused(): Promise<Schemas['RejectReason'][]> {
  const found = await program.POST('/api/v1/dead-letters/search', { body: { reason: 'too-old', ...span } });
  const counts = await program.GET('/api/v1/dead-letters/counts', { params: { query: { from: '2026-07-01', to: '2026-07-02' } } });
  for (const { id } of found.data?.items ?? []) {
    const params = { path: { id: String(id) } };
    const letter = await program.GET('/api/v1/dead-letters/{id}', { params });
    const report = letter.data?.report;
    await program.POST('/api/v1/dead-letters/{id}/resubmit', { params, body: report ? { report: { ...report, time: span.from } } : {} });
  }
  return counts.data?.items.map((c) => c.reason) ?? [];
}

export async function quality(): Promise<(number | null | undefined)[]> {
  const days = await program.GET('/api/v1/operators/{code}/quality', { params: { path: { code }, query: { from: '2026-07-01', to: '2026-07-07' } } });
  const vehicles = await program.POST('/api/v1/operators/{code}/quality/search', {
    params: { path: { code } },
    body: { from: '2026-07-01', to: '2026-07-07' },
  });
  return [
    ...(typeof days.data === 'object' ? days.data.items.map((d) => d.onLineRate) : []),
    ...(typeof vehicles.data === 'object' ? vehicles.data.items.map((v) => v.completeness) : []),
  ];
}

export async function subscriptions(): Promise<(string | number | null | undefined)[]> {
  const webhook = {
    name: '江苏执法系统',
    channel: 'webhook',
    role: 'inspector',
    provinces: ['320000'],
    severities: ['orange', 'red'],
    url: 'https://alerts.example.cn/hazmattrack',
  } satisfies Schemas['SubscriptionBody'];
  const created = await client.POST('/api/v1/subscriptions', { body: webhook });
  const params = { path: { id: created.data?.about.id ?? '' } };
  const all = await client.GET('/api/v1/subscriptions');
  const one = await client.GET('/api/v1/subscriptions/{id}', { params });
  await client.PUT('/api/v1/subscriptions/{id}', { params, body: { ...webhook, severities: ['red'] } });
  const tested = await client.POST('/api/v1/subscriptions/{id}/ping', { params });
  const rotated = await client.POST('/api/v1/subscriptions/{id}/rotate', { params, body: { overlapHours: 24 } });
  await client.POST('/api/v1/subscriptions/{id}/disable', { params });
  await client.POST('/api/v1/subscriptions/{id}/enable', { params, body: { skipMissed: false } });
  const letters = await client.GET('/api/v1/subscriptions/{id}/dead-letters', { params });
  const events: string[] = letters.data?.items.map((letter) => letter.event) ?? [];
  const replayed = await client.POST('/api/v1/subscriptions/{id}/dead-letters/replay', { params, body: { events } });
  await client.POST('/api/v1/subscriptions/{id}/dead-letters/drop', { params, body: { all: true } });
  await client.DELETE('/api/v1/subscriptions/{id}', { params });
  const severities: Schemas['Severity'][] = one.data?.severities ?? [];
  return [created.data?.secret, rotated.data?.oldSecretUntil, all.data?.items.length, tested.data?.status, replayed.data?.count, ...severities];
}
