// The map, the alerts and the vehicle that is looked at: what the page shows to a person who sees vehicles.

import { askPurposeOnce, isPurposeRefused, purposeHeaders } from '../access/purpose';
import { readPlace, writePlace } from '../access/place';
import { roleText } from '../access/person';
import { handlesAlerts, type Session } from '../access/session';
import * as api from '../api';
import type { Alert, StreamState, Vehicle } from '../api';
import { AlertList } from './alertlist';
import { drawAlerts, drawFilters } from './alertview';
import { element } from '../element';
import { showCounts, showState } from './state';
import { watchFind } from './find';
import { isMissing, type Looked } from './looked';
import { drawTrackNote } from './tracknote';
import { drawLegend } from '../map/legend';
import type { OnMap } from '../map/onmap';
import { openMap } from '../map/openmap';
import { alertDetail, make, refill } from '../panel';
import { ago, current, text } from '../texts';
import { drawUnjudged } from '../unjudged';
import { isSilent, plateText, vehicleDetail } from '../vehicle';

const mostAlerts = 500;
const listedAtOnce = 200;
const pollMs = 2000;
const trackBeforeMs = 30 * 60_000;
const trackAfterMs = 60 * 60_000;

/** After how long a track is read again though the vehicle has not reported: what it back-fills is older. */
const trackKeptMs = 30_000;

const alerts = new AlertList(mostAlerts);
let vehicles = new Map<string, Vehicle>();
let selected: string | undefined;
let looked: Looked | undefined;
let listRead = false;
let moreViolations: string | null = null;
let listed = listedAtOnce;
let counts: api.OpenCounts | undefined;
let drawing = false;
let vehicleDrawn = '';
let stream: StreamState = 'connecting';
let vehiclesAt: number | undefined;
let vehiclesFail = false;
let stop = (): void => {};
let person: Session;
let map: OnMap;

function drawState(): void {
  showState(stream === 'stale' || vehiclesFail ? 'stale' : stream, vehiclesAt);
}

/** Draws once before the next frame, however many alerts come in until then. */
function draw(): void {
  if (!drawing) {
    drawing = true;
    requestAnimationFrame(drawNow);
  }
}

function drawNow(): void {
  drawing = false;
  drawState();
  element('count-vehicles').textContent = vehiclesAt === undefined ? '–' : String(vehicles.size);
  showCounts(counts);
  drawUnjudged(element('unjudged'), vehicles.values(), chooseVehicle);
  const shown = alerts.newest();
  const rest = shown.length > 0 ? (alerts.filter === 'violations' ? 'closedNotListed' : 'olderNotListed') : listRead ? 'none' : 'unknown';
  drawAlerts(element('alerts'), {
    shown: shown.slice(0, listed),
    selected,
    rest: shown.length === 0 || alerts.isPart ? rest : undefined,
    onChoose: choose,
    onMore: shown.length > listed || moreViolations !== null ? () => void showMore() : undefined,
  });
}

/** Lists further alerts, and reads further open violations where there are any. */
async function showMore(): Promise<void> {
  listed += listedAtOnce;
  if (moreViolations !== null && alerts.openViolations() < listed) {
    try {
      const page = await api.openViolations(mostAlerts, moreViolations);
      page.items.forEach((a) => take(a));
      moreViolations = page.nextCursor;
    } catch {
      // The state tells of the outage; the button is still there.
    }
  }
  draw();
}

function drawDetail(): void {
  const section = element('detail');
  const alert = selected === undefined ? undefined : alerts.get(selected);
  section.hidden = looked === undefined;
  section.className = alert?.severity ?? '';
  if (looked === undefined) {
    return;
  }
  const title = element('detail-title');
  title.textContent = alert === undefined ? plateText(looked.id) : alert.title[current()];
  element('detail-plate').textContent = alert === undefined ? '' : plateText(looked.id);
  refill(
    element('detail-alert'),
    alert === undefined
      ? []
      : [
          ...alertDetail(alert, handlesAlerts(person) ? async (note) => take(await api.acknowledge(alert.id, note)) : cannotHandle()),
          make('h3', '', text('vehicle')),
        ],
  );
  drawTrackNote(looked);
  drawVehicle();
}

/** What is shown instead of the form to a person whose role may not acknowledge. */
const cannotHandle = (): string => text('cannotHandle').replace('{role}', roleText(person));

/** Drawn again only when it has changed, so that nobody's selection of text is lost. */
function drawVehicle(): void {
  if (looked === undefined) {
    return;
  }
  const silent = isSilent(looked.detail?.lastFix?.time ?? '');
  const content = JSON.stringify([looked.detail, looked.located, looked.read, looked.id, selected, current(), silent]);
  if (vehicleDrawn === content) {
    return;
  }
  const { detail, located, read } = looked;
  vehicleDrawn = content;
  refill(
    element('detail-vehicle'),
    detail === undefined
      ? [make('p', 'none', text(read ? 'notFound' : 'vehicleUnknown'))]
      : vehicleDetail(detail, located, selected, (a) => {
          alerts.add(a);
          choose(a.id);
        }),
  );
}

function choose(id: string | undefined): void {
  const alert = id === undefined ? undefined : alerts.get(id);
  look(alert?.vehicle, alert);
  if (alert !== undefined) {
    readCourse(alert.id);
  }
}

/** Reads what happened to an alert, unless it is known up to its newest revision. */
function readCourse(id: string): void {
  if (alerts.get(id)?.history === undefined) {
    void api.alert(id).then(take, () => undefined);
  }
}

function chooseVehicle(id: string): void {
  const position = vehicles.get(id)?.position;
  look(id, undefined);
  if (position) {
    map.goTo(position);
  }
}

/** Looks at a vehicle, because of an alert or by itself; at nothing where there is none. */
function look(vehicle: string | undefined, alert: Alert | undefined): void {
  const before = selected;
  selected = alert?.id;
  looked = vehicle === undefined ? undefined : { ...(looked?.id === vehicle ? looked : { id: vehicle, read: false }), track: undefined };
  writePlace({ alert: selected, vehicle });
  map.show(alert);
  void map.setTrack([]);
  void showVehicles();
  // What cannot be read now is read with the next look at the vehicles.
  readLooked().catch(() => undefined);
  drawNow();
  drawDetail();
  element('detail').scrollTop = 0;
  if (looked !== undefined) {
    element('detail').focus();
    if (alert !== undefined || vehicles.has(looked.id)) {
      askPurposeOnce();
    }
  } else {
    const list = element('alerts');
    (list.querySelector<HTMLElement>(`li[data-id="${before ?? ''}"] button`) ?? list).focus();
  }
}

/** Reads the vehicle that is looked at: where it is, its papers, and its track around the alert or up to now. */
async function readLooked(): Promise<void> {
  if (looked === undefined) {
    return;
  }
  const { id } = looked;
  const alert = selected;
  const detail = await api.vehicle(id);
  const located = detail?.lastFix ? await api.locate(detail.lastFix.position) : undefined;
  if (looked?.id === id && selected === alert) {
    looked = { ...looked, detail, located, read: true };
    drawVehicle();
    drawTrackNote(looked);
    if (!isMissing(looked)) {
      askPurposeOnce();
    }
    await readTrack(id, alert, detail?.time ?? '');
  }
}

/** Reads the track, for the purpose that is stated: where the vehicle has reported since, and now and then for what was back-filled. Each look is recorded. */
async function readTrack(id: string, alert: string | undefined, reported: string): Promise<void> {
  const purpose = purposeHeaders();
  const of = JSON.stringify([purpose, reported]);
  if (purpose === undefined || (looked?.track?.of === of && Date.now() - looked.track.at < trackKeptMs)) {
    return;
  }
  const onset = Date.parse((alert === undefined ? undefined : alerts.get(alert)?.onset) ?? new Date().toISOString());
  const to = Math.min(onset + trackAfterMs, Date.now() + trackBeforeMs);
  try {
    const track = await api.track(id, onset - trackBeforeMs, to, purpose);
    if (looked?.id === id && selected === alert) {
      // A track that lacks positions is read again with the next look.
      looked = {
        ...looked,
        track: { of, at: track.unavailableFrom === undefined ? Date.now() : 0, unavailableFrom: track.unavailableFrom },
      };
      element('map').dataset['track'] = id;
      drawTrackNote(looked);
      await map.setTrack(track.line);
    }
  } catch (e) {
    if (!isPurposeRefused(e)) {
      throw e;
    }
  }
}

async function showVehicles(): Promise<void> {
  await map.setVehicles(vehicles.values(), looked?.id);
}

/** Takes an alert unless a later revision of it is known. */
function take(alert: Alert): void {
  if (!alerts.take(alert, selected)) {
    return;
  }
  draw();
  if (alert.id === selected) {
    drawDetail();
    readCourse(alert.id);
  }
}

/** Reads the list and follows from there; tries again until it succeeds. */
async function connect(): Promise<void> {
  stop();
  for (;;) {
    try {
      // The newest last: the stream goes on from the earlier of the two, and a revision that is known already is passed over.
      const violations = await api.openViolations(mostAlerts, null);
      const page = await api.newestAlerts(mostAlerts);
      alerts.reset([...violations.items, ...page.items], page.nextCursor !== null);
      listRead = true;
      moreViolations = violations.nextCursor;
      stop = api.follow(
        violations.lastEventId,
        take,
        (state) => {
          stream = state;
          drawState();
        },
        () => void connect(),
      );
      draw();
      drawDetail();
      return;
    } catch {
      stream = 'stale';
      drawState();
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  }
}

/** Reads where the vehicles are, again and again; what was read last stays on the map, and the page says that it is old. */
async function watchVehicles(): Promise<void> {
  for (;;) {
    try {
      // Alerts that cannot be counted must not hold the map up; the stream tells of the outage.
      const counted = api.openCounts().then(
        (open) => {
          counts = open;
        },
        () => undefined,
      );
      const read = await api.vehicles();
      await counted;
      vehicles = new Map(read.map((v) => [v.id, v]));
      vehiclesAt = Date.now();
      vehiclesFail = false;
      element('count-vehicles').textContent = String(vehicles.size);
      showCounts(counts);
      drawUnjudged(element('unjudged'), vehicles.values(), chooseVehicle);
      await showVehicles();
      await readLooked();
    } catch {
      vehiclesFail = true;
    }
    drawState();
    document.querySelectorAll<HTMLTimeElement>('time.ago').forEach((t) => {
      t.textContent = ago(t.dateTime);
    });
    await new Promise((resolve) => setTimeout(resolve, document.hidden ? 5 * pollMs : pollMs));
  }
}

function drawFilter(): void {
  drawFilters(element('filter'), alerts.filter, (name) => {
    alerts.filter = name;
    listed = listedAtOnce;
    drawFilter();
    draw();
  });
}

/** Looks at what the page's address names, as after signing in again. */
async function returnToPlace(): Promise<void> {
  const { alert, vehicle } = readPlace();
  if (alert !== undefined) {
    const found = await api.alert(alert).catch(() => undefined);
    if (found !== undefined) {
      alerts.add(found);
      choose(found.id);
      return;
    }
  } else if (vehicle !== undefined) {
    look(vehicle, undefined);
    return;
  }
  writePlace({});
}

/** What rules, documents and provinces are called has changed. */
export function redraw(): void {
  vehicleDrawn = '';
  draw();
  drawDetail();
}

/** The language has changed. */
export function relabel(): void {
  drawFilter();
  drawLegend(element('legend'));
  map.restyle();
  redraw();
}

/** The purpose has changed: the track is read for the new one. */
export function purposeChanged(): void {
  drawTrackNote(looked);
  readLooked().catch(() => undefined);
}

export const showBorders = (borders: GeoJSON.FeatureCollection): Promise<void> => map.setBorders(borders);

/** Begins to follow vehicles and alerts. */
export async function startMonitor(of: Session): Promise<void> {
  person = of;
  map = openMap(
    element('map'),
    (id) => vehicles.get(id),
    (id) => chooseVehicle(id),
  );
  element('detail-close').addEventListener('click', () => choose(undefined));
  watchFind(
    element('find'),
    () => (vehiclesAt === undefined ? undefined : vehicles.values()),
    () => looked?.id,
    chooseVehicle,
    () => (looked === undefined ? undefined : choose(undefined)),
  );
  document.addEventListener('keydown', (e) => {
    if (e.key === 'Escape' && looked !== undefined && document.querySelector('dialog[open]') === null) {
      choose(undefined);
    }
  });
  drawFilter();
  drawLegend(element('legend'));
  drawNow();
  void watchVehicles();
  await connect();
  await returnToPlace();
}
