// What the server tells; the names are those of /openapi/v1.json.

import { base, get, noneIfNotFound, post, query } from './access/request';
import type { PurposeHeaders } from './access/purpose';

export interface Place {
  lat: number;
  lon: number;
}

export interface Report {
  time: string;
  position: Place | null;
  speedKmh?: number | null;
  heading?: number | null;
  topic: string;
  partition: number;
  offset: number | null;
}

export interface Alert {
  id: string;
  rule: string;
  ruleVersion: number;
  /** The parameters of the rule that judged it; null of a rule without, and of what an earlier server found. */
  parameters?: { version: string; from: string | null; province: string | null; values: Record<string, number> } | null;
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
  amendedLate: boolean;
  revision: number;
  documents: string[];
  handling: { action: string; by: string; at: string; note: string | null }[];
  crossing: { dark: boolean; timeUncertaintyS: number; placeUncertaintyM: number } | null;
  evidence: Report[];
  /** Everything that happened to it; only of an alert that was asked for by itself. */
  history?: {
    type: string;
    at: string;
    late: boolean;
    cause: string | null;
    by: string | null;
    assignee: string | null;
    note: string | null;
    revision: number;
  }[];
}

/** A rule that vehicles are judged by; measured and limit say what the values of its alerts are called. */
export interface Rule {
  id: string;
  name: Record<Language, string>;
  measured: Record<Language, string> | null;
  limit: Record<Language, string> | null;
  parameters: { name: string; unit: string; meaning: Record<Language, string> }[];
}

/** A kind of document that is filed. */
export interface DocumentKind {
  id: string;
  name: Record<Language, string>;
}

export type Language = 'zh-CN' | 'en';

export interface Vehicle {
  id: string;
  plate: string;
  time: string;
  position: Place | null;
  province: string | null;
  /** Absent where no violation is open. */
  gravestOpen?: { severity: Alert['severity']; rule: string; alertId: string; count: number };
  /** Absent where it is judged; else it has no new violations, even if it breaks rules. */
  judging?: Judging;
}

/** How many alerts are open, by the server's count. */
export interface OpenCounts {
  total: number;
  violations: number;
}

/** `valid`, `notYetValid`, `expired` or `withdrawn`, as of the answer. */
export type Standing = 'valid' | 'notYetValid' | 'expired' | 'withdrawn';

export interface VehicleDetail {
  id: string;
  plate: string;
  plateColor: number;
  /** Of the newest report; `null` where all that came were refused. */
  time: string | null;
  lastFix: { time: string; position: Place; speedKmh?: number | null; heading?: number | null; alarms?: string[] } | null;
  province: string | null;
  provinceSince: string | null;
  permits: { number: string; status: Standing; provinces: string[]; validTo: string }[];
  routes: { number: string; status: Standing; corridorM: number }[];
  /** Every document, of any kind, that it is judged by where and when it is. */
  documents: { kind: string; number: string; status: Standing }[];
  openAlerts: Alert[];
  quality: Quality;
  judging: Judging;
}

/** Whether a vehicle is judged, and which rules are not asked about it since they failed. */
export interface Judging {
  state: 'judged' | 'faulted' | 'quarantined';
  since?: string;
  reason?: string;
  faultedRules?: { rule: string; version: number; since: string; reason: string }[];
}

/** One thing that speaks against reports: since when, how often, and what to do. */
export interface QualityItem {
  code: string;
  active: boolean;
  since: string;
  last: string;
  count: number;
  places?: { time: string; position: Place }[];
  text: Record<Language, string>;
}

/** How far a vehicle's reports are to be trusted. */
export interface Quality {
  status: 'good' | 'suspect' | 'refused';
  findings: QualityItem[];
  refusals: QualityItem[];
}

export interface Located {
  provinceCode: string | null;
  distanceToBorderM: number;
  neighbourCode: string | null;
}

interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** All vehicles that the person may see, page by page. */
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

export const rules = (): Promise<Rule[]> => get('/rules');

export const documentKinds = (): Promise<DocumentKind[]> => get('/document-kinds');

type AlertPage = Page<Alert> & { lastEventId: string };

/** The alerts that came up last, and the event from which the stream goes on. */
export function newestAlerts(limit: number): Promise<AlertPage> {
  return get(`/alerts?sort=detected&limit=${limit}`);
}

/** A page of the open violations, however old. */
export function openViolations(limit: number, cursor: string | null): Promise<AlertPage> {
  const after = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
  return get(`/alerts?severity=yellow,orange,red&status=open,acknowledged,assigned,handled&sort=detected&limit=${limit}${after}`);
}

export function openCounts(): Promise<OpenCounts> {
  return get('/alerts/counts');
}

/** One alert with everything that happened to it. */
export function alert(id: string): Promise<Alert> {
  return get(`/alerts/${encodeURIComponent(id)}`);
}

/** A vehicle with its papers; `undefined` for one that no report is known of. */
export function vehicle(id: string): Promise<VehicleDetail | undefined> {
  return query<VehicleDetail>(`/vehicles/${encodeURIComponent(id)}`).catch(noneIfNotFound);
}

interface Fix {
  time: string;
  lat: number | null;
  lon: number | null;
}

export interface Track {
  line: [number, number][];
  unavailableFrom: string | undefined;
}

/**
 * Where a vehicle was from one instant to another, in milliseconds since 1970, as a line; none of a vehicle that no report is known of.
 * The server gives it out for a stated purpose only. From `unavailableFrom` on positions are missing at the moment.
 */
export async function track(id: string, from: number, to: number, purpose: PurposeHeaders): Promise<Track> {
  const span = `from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}`;
  const path = `/vehicles/${encodeURIComponent(id)}/history?${span}`;
  const answer = await query<{ items: Fix[]; unavailableFrom?: string }>(path, purpose).catch(noneIfNotFound);
  return { line: lineOf(answer?.items ?? []), unavailableFrom: answer?.unavailableFrom };
}

/** Reports without a position are left out, and up to three in a row that no truck can have reached: drift of the receiver. */
function lineOf(fixes: Fix[]): [number, number][] {
  const fastest = 160 / 3.6;
  const line: [number, number][] = [];
  let last: { time: number; lat: number; lon: number } | undefined;
  let left = 0;
  for (const { time, lat, lon } of fixes) {
    if (lat === null || lon === null) {
      continue;
    }
    const at = { time: Date.parse(time), lat, lon };
    const metres = last === undefined ? 0 : 111_320 * Math.hypot(lat - last.lat, (lon - last.lon) * Math.cos((lat * Math.PI) / 180));
    if (last !== undefined && metres > (fastest * (at.time - last.time)) / 1000 && ++left <= 3) {
      continue;
    }
    [last, left] = [at, 0];
    line.push([lon, lat]);
  }
  return line;
}

export function locate(place: Place): Promise<Located> {
  return get(`/locate?lat=${place.lat}&lon=${place.lon}`);
}

export function borders(): Promise<GeoJSON.FeatureCollection> {
  return get('/borders');
}

/** Takes a step of handling; answers the alert as it then is. */
export function acknowledge(id: string, note: string): Promise<Alert> {
  return post(`/alerts/${encodeURIComponent(id)}/acknowledge`, note === '' ? {} : { note });
}

/** How long the page waits before it opens a stream again that was refused; a stream that only broke is opened again by the browser. */
const retryMs = 2000;

export type StreamState = 'connecting' | 'live' | 'stale';

/**
 * Follows the alerts from an event on. The browser connects again by itself and names the last event it has, so nothing is missed;
 * `onGap` is called when the server cannot go on right there and the list must be read again.
 */
export function follow(
  after: string,
  onAlert: (alert: Alert, type: string) => void,
  onState: (state: StreamState) => void,
  onGap: () => void,
): () => void {
  const source = new EventSource(`${base}/alerts/stream?lastEventId=${encodeURIComponent(after)}`);
  source.onopen = () => onState('live');
  let retry: ReturnType<typeof setTimeout> | undefined;
  source.onerror = () => {
    onState(source.readyState === EventSource.CLOSED ? 'stale' : 'connecting');
    if (source.readyState === EventSource.CLOSED) {
      // The server or something before it answered with an error: a browser does not connect again by itself then.
      retry = setTimeout(onGap, retryMs);
    }
  };
  for (const type of ['raised', 'amended', 'retracted', 'acknowledged', 'assigned', 'handled', 'closed']) {
    source.addEventListener(type, (e) => onAlert((JSON.parse((e as MessageEvent<string>).data) as { alert: Alert }).alert, type));
  }
  source.addEventListener('stale', () => onState('stale'));
  source.addEventListener('current', () => onState('live'));
  source.addEventListener('gap', () => onGap());
  // What this person may not see any more: the lists are loaded again without it.
  source.addEventListener('gone', () => onGap());
  return () => {
    clearTimeout(retry);
    source.close();
  };
}
