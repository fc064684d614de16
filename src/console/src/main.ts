import 'maplibre-gl/dist/maplibre-gl.css';
import './style.css';
import * as api from './api';
import type { Alert, StreamState, Vehicle } from './api';
import { AlertList, filters } from './alertlist';
import { watchFind } from './find';
import { drawLegend } from './legend';
import { VehicleMap } from './map';
import { alertDetail, alertItem, make, refill } from './panel';
import { ago, apply, clock, current, text, toggle, type TextKey } from './texts';
import { takeKinds } from './papers';
import { take as takeProvinces } from './provinces';
import { take as takeRules } from './rules';
import { drawPerson, drawSignIn, seesVehicles } from './signin';
import { drawUnjudged } from './unjudged';
import { plateText, vehicleDetail } from './vehicle';

const mostAlerts = 500;
const listedAtOnce = 200;
const pollMs = 2000;
const trackBeforeMs = 30 * 60_000;
const trackAfterMs = 60 * 60_000;

const element = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;

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
let person: api.Session | undefined;

/** The vehicle that is looked at, by itself or for the selected alert, and what was last read of it. */
interface Looked {
  id: string;
  detail?: api.VehicleDetail | undefined;
  located?: api.Located | undefined;
  read: boolean;
}

const map = new VehicleMap(
  element('map'),
  (id) => vehicles.get(id),
  (id) => chooseVehicle(id),
);

function drawState(): void {
  const stale = stream === 'stale' || vehiclesFail;
  const shown = stale ? 'stale' : stream;
  const state = element('state');
  const words = text(shown) + (stale && vehiclesAt !== undefined ? ` (${text('since')} ${clock(new Date(vehiclesAt).toISOString())})` : '');
  if (state.textContent !== words) {
    state.textContent = words;
  }
  state.dataset['state'] = shown;

  // On a phone the detail lies over the state.
  const warning = element('detail-stale');
  warning.hidden = !stale;
  if (warning.textContent !== words) {
    warning.textContent = words;
  }
  element('clock').textContent = `${clock(new Date().toISOString())} ${text('zone')}`;
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
  drawCounts();
  drawUnjudged(element('unjudged'), vehicles.values(), chooseVehicle);
  const list = element('alerts');
  const focused = (document.activeElement?.closest('li') as HTMLElement | null)?.dataset['id'];
  const shown = alerts.newest();
  list.replaceChildren(...shown.slice(0, listed).map((a) => alertItem(a, a.id === selected, () => choose(a.id))));
  if (shown.length > listed || moreViolations !== null) {
    const more = make('button', 'more', text('more'));
    more.type = 'button';
    more.addEventListener('click', () => void showMore());
    list.append(make('li', '', [more]));
  } else if (shown.length === 0 || alerts.isPart) {
    list.append(
      make(
        'li',
        'none',
        text(shown.length > 0 ? (alerts.filter === 'violations' ? 'closedNotListed' : 'olderNotListed') : listRead ? 'none' : 'unknown'),
      ),
    );
  }
  if (focused !== undefined) {
    list.querySelector<HTMLElement>(`li[data-id="${focused}"] button`)?.focus();
  }
}

/** By the server's count: what is loaded here is but a part. */
function drawCounts(): void {
  element('count-open').textContent = counts === undefined ? '–' : String(counts.total);
  const grave = element('count-grave');
  grave.textContent = counts === undefined ? '–' : String(counts.violations);
  grave.classList.toggle('some', counts !== undefined && counts.violations > 0);
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
      : [...alertDetail(alert, async (by) => take(await api.acknowledge(alert.id, by))), make('h3', '', text('vehicle'))],
  );
  drawVehicle();
}

/** Drawn again only when it has changed, so that nobody's selection of text is lost. */
function drawVehicle(): void {
  const content = JSON.stringify([looked, selected, current()]);
  if (looked === undefined || vehicleDrawn === content) {
    return;
  }
  const { detail, located, read } = looked;
  vehicleDrawn = content;
  refill(
    element('detail-vehicle'),
    detail === undefined
      ? [make('p', 'none', text(read ? 'noReport' : 'vehicleUnknown'))]
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
  looked = vehicle === undefined ? undefined : looked?.id === vehicle ? looked : { id: vehicle, read: false };
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
  const onset = Date.parse((alert === undefined ? undefined : alerts.get(alert)?.onset) ?? new Date().toISOString());
  const [detail, track] = await Promise.all([
    api.vehicle(id),
    api.track(id, onset - trackBeforeMs, Math.min(onset + trackAfterMs, Date.now() + trackBeforeMs)),
  ]);
  const located = detail?.lastFix ? await api.locate(detail.lastFix.position) : undefined;
  if (looked?.id === id && selected === alert) {
    looked = { id, detail, located, read: true };
    drawVehicle();
    element('map').dataset['track'] = id;
    await map.setTrack(track);
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
      drawCounts();
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

async function showBorders(): Promise<void> {
  for (;;) {
    try {
      const borders = await api.borders();
      takeProvinces(borders);
      vehicleDrawn = '';
      drawDetail();
      await map.setBorders(borders);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  }
}

/** What the rules and the kinds of document are called; until it is read, alerts show their rule's id. */
async function readRules(): Promise<void> {
  for (;;) {
    try {
      takeRules(await api.rules());
      takeKinds(await api.documentKinds());
      vehicleDrawn = '';
      drawDetail();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  }
}

function drawFilter(): void {
  element('filter').replaceChildren(
    ...filters.map((name) => {
      const button = make('button', '', text(name as TextKey));
      button.type = 'button';
      button.setAttribute('aria-pressed', String(alerts.filter === name));
      button.addEventListener('click', () => {
        alerts.filter = name;
        listed = listedAtOnce;
        drawFilter();
        draw();
      });
      return button;
    }),
  );
}

element('detail-close').addEventListener('click', () => choose(undefined));
watchFind(
  element('find'),
  () => (vehiclesAt === undefined ? undefined : vehicles.values()),
  () => looked?.id,
  chooseVehicle,
);
element('language').addEventListener('click', () => {
  toggle();
  drawFilter();
  drawLegend(element('legend'));
  map.restyle();
  if (person !== undefined) {
    drawPerson(element('person'), element('demo'), person);
  } else if (!element('sign-in').hidden) {
    void api.waysIn().then((ways) => drawSignIn(element('sign-in'), ways));
  }
  draw();
  drawDetail();
});
document.addEventListener('keydown', (e) => {
  if (e.key === 'Escape' && looked !== undefined) {
    choose(undefined);
  }
});
apply();
drawFilter();
drawLegend(element('legend'));
drawNow();
void start();

/** Finds out who is signed in, and asks to sign in where nobody is; tries again until the server answers. */
async function start(): Promise<void> {
  for (;;) {
    try {
      person = await api.session();
      if (person === undefined) {
        drawSignIn(element('sign-in'), await api.waysIn());
        return;
      }
      break;
    } catch {
      stream = 'stale';
      drawState();
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  }
  api.onSignedOut(() => location.reload());
  drawPerson(element('person'), element('demo'), person);
  void showBorders();
  void readRules();
  if (seesVehicles(person)) {
    void connect();
    void watchVehicles();
  }
}
