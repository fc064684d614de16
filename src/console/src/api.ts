// What the server tells; the names are those of /openapi/v1.json.

export interface Place {
  lat: number;
  lon: number;
}

export interface Report {
  time: string;
  position: Place | null;
  speedKmh: number;
  heading: number;
  topic: string;
  partition: number;
  offset: number | null;
}

export interface Alert {
  id: string;
  rule: string;
  ruleVersion: number;
  severity: 'notice' | 'yellow' | 'orange' | 'red';
  status: 'open' | 'acknowledged' | 'assigned' | 'handled' | 'closed' | 'retracted';
  title: Record<Language, string>;
  vehicle: string;
  plate: string;
  onset: string;
  end: string | null;
  detectedAt: string;
  position: Place;
  fromProvince: string | null;
  toProvince: string | null;
  measured: string | null;
  limit: string | null;
  late: boolean;
  revision: number;
  documents: string[];
  handling: { action: string; by: string; at: string; note: string | null }[];
  crossing: { dark: boolean; timeUncertaintyS: number; placeUncertaintyM: number } | null;
  evidence: Report[];
}

export type Language = 'zh-CN' | 'en';

export interface Vehicle {
  id: string;
  plate: string;
  time: string;
  position: Place | null;
  province: string | null;
}

interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

const base = '/api/v1';

async function get<T>(path: string): Promise<T> {
  const answer = await fetch(base + path, { headers: { accept: 'application/json' }, signal: AbortSignal.timeout(10_000) });
  if (!answer.ok) {
    throw new Error(`${answer.status} ${path}`);
  }
  return (await answer.json()) as T;
}

/** All vehicles that ever reported, page by page. */
export async function vehicles(): Promise<Vehicle[]> {
  const all: Vehicle[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<Vehicle> = await get(`/vehicles?limit=5000${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`);
    all.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return all;
}

/** The newest alerts, and the event from which the stream goes on. */
export function alerts(limit: number): Promise<Page<Alert> & { lastEventId: string }> {
  return get(`/alerts?limit=${limit}`);
}

export function borders(): Promise<GeoJSON.FeatureCollection> {
  return get('/borders');
}

/** Takes a step of handling; answers the alert as it then is. */
export async function acknowledge(id: string, by: string): Promise<Alert> {
  const answer = await fetch(`${base}/alerts/${encodeURIComponent(id)}/acknowledge`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ by }),
    signal: AbortSignal.timeout(10_000),
  });
  const body = (await answer.json()) as Alert & { detail?: string };
  if (!answer.ok) {
    throw new Error(body.detail ?? String(answer.status));
  }
  return body;
}

export type StreamState = 'connecting' | 'live' | 'stale';

/**
 * Follows the alerts from an event on. The browser connects again by itself and names the last event it has, so nothing is missed;
 * `onGap` is told when the server cannot go on right there and the list must be read again.
 */
export function follow(after: string, onAlert: (alert: Alert, type: string) => void, onState: (state: StreamState) => void, onGap: () => void): () => void {
  const source = new EventSource(`${base}/alerts/stream?lastEventId=${encodeURIComponent(after)}`);
  source.onopen = () => onState('live');
  source.onerror = () => {
    onState(source.readyState === EventSource.CLOSED ? 'stale' : 'connecting');
    if (source.readyState === EventSource.CLOSED) {
      onGap();
    }
  };
  for (const type of ['raised', 'amended', 'retracted', 'acknowledged', 'assigned', 'handled', 'closed']) {
    source.addEventListener(type, (e) => onAlert((JSON.parse((e as MessageEvent<string>).data) as { alert: Alert }).alert, type));
  }
  source.addEventListener('stale', () => onState('stale'));
  source.addEventListener('current', () => onState('live'));
  source.addEventListener('gap', () => onGap());
  return () => source.close();
}
