import 'maplibre-gl/dist/maplibre-gl.css';
import './style.css';
import * as api from './api';
import type { Alert, StreamState, Vehicle } from './api';
import { VehicleMap } from './map';
import { alertItem, fillDetail, make } from './panel';
import { apply, clock, text, toggle, type TextKey } from './texts';

const mostAlerts = 500;
const pollMs = 2000;
const filters = ['all', 'violations', 'crossings'] as const;
const gravity = ['notice', 'yellow', 'orange', 'red'];

const element = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;

const alerts = new Map<string, Alert>();
let vehicles = new Map<string, Vehicle>();
let filter: (typeof filters)[number] = 'all';
let selected: string | undefined;
let listRead = false;
let stream: StreamState = 'connecting';
let vehiclesAt: number | undefined;
let vehiclesFail = false;
let stop = (): void => {};

const map = new VehicleMap(element('map'), (id) => vehicles.get(id));

const isOpen = (a: Alert): boolean => a.status !== 'closed' && a.status !== 'retracted';
const isGrave = (a: Alert): boolean => a.severity !== 'notice';

/** The gravest of each vehicle's open violations. */
function severities(): Map<string, string> {
  const of = new Map<string, string>();
  for (const a of alerts.values()) {
    if (isOpen(a) && isGrave(a) && gravity.indexOf(a.severity) > gravity.indexOf(of.get(a.vehicle) ?? 'notice')) {
      of.set(a.vehicle, a.severity);
    }
  }
  return of;
}

function newest(): Alert[] {
  return [...alerts.values()]
    .filter((a) => filter === 'all' || (filter === 'crossings' ? a.rule === 'crossing' : isGrave(a)))
    .sort((a, b) => Date.parse(b.onset) - Date.parse(a.onset) || (a.id < b.id ? -1 : 1));
}

function drawState(): void {
  const stale = stream === 'stale' || vehiclesFail;
  const shown = stale ? 'stale' : stream;
  const state = element('state');
  state.dataset['state'] = shown;
  state.textContent = text(shown) + (stale && vehiclesAt !== undefined ? ` (${text('since')} ${clock(new Date(vehiclesAt).toISOString())})` : '');
}

function draw(): void {
  drawState();
  element('count-vehicles').textContent = vehiclesAt === undefined ? '–' : String(vehicles.size);
  const open = [...alerts.values()].filter(isOpen);
  element('count-open').textContent = listRead ? String(open.length) : '–';
  element('count-grave').textContent = listRead ? String(open.filter(isGrave).length) : '–';
  const list = element('alerts');
  const focused = (document.activeElement?.closest('li') as HTMLElement | null)?.dataset['id'];
  const shown = newest();
  list.replaceChildren(...shown.slice(0, 200).map((a) => alertItem(a, a.id === selected, () => choose(a.id))));
  if (shown.length === 0) {
    list.append(make('li', 'none', text(listRead ? 'none' : 'unknown')));
  }
  if (focused !== undefined) {
    list.querySelector<HTMLElement>(`li[data-id="${focused}"] button`)?.focus();
  }
}

function drawDetail(): void {
  const section = element('detail');
  const alert = selected === undefined ? undefined : alerts.get(selected);
  section.hidden = alert === undefined;
  if (alert !== undefined) {
    fillDetail(section, alert, async (by) => take(await api.acknowledge(alert.id, by)), () => choose(undefined));
  }
}

function choose(id: string | undefined): void {
  const before = selected;
  selected = id;
  map.show(id === undefined ? undefined : alerts.get(id));
  draw();
  drawDetail();
  if (id !== undefined) {
    element('detail').focus();
  } else if (before !== undefined) {
    element('alerts').querySelector<HTMLElement>(`li[data-id="${before}"] button`)?.focus();
  }
}

/** Takes an alert unless a later revision of it is known. */
function take(alert: Alert): void {
  const known = alerts.get(alert.id);
  if (known !== undefined && known.revision > alert.revision) {
    return;
  }
  alerts.set(alert.id, alert);
  if (alerts.size > 2 * mostAlerts) {
    for (const old of [...alerts.values()].filter((a) => !isOpen(a)).sort((a, b) => Date.parse(a.onset) - Date.parse(b.onset)).slice(0, mostAlerts)) {
      alerts.delete(old.id);
    }
  }
  draw();
  if (alert.id === selected) {
    drawDetail();
  }
}

/** Reads the list and follows from there; tries again until it succeeds. */
async function connect(): Promise<void> {
  stop();
  for (;;) {
    try {
      const page = await api.alerts(mostAlerts);
      alerts.clear();
      page.items.forEach((a) => alerts.set(a.id, a));
      listRead = true;
      stop = api.follow(page.lastEventId, take, (state) => {
        stream = state;
        drawState();
      }, () => void connect());
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
      const read = await api.vehicles();
      vehicles = new Map(read.map((v) => [v.id, v]));
      vehiclesAt = Date.now();
      vehiclesFail = false;
      element('count-vehicles').textContent = String(vehicles.size);
      const of = severities();
      await map.setVehicles(read, (id) => of.get(id) ?? 'none');
    } catch {
      vehiclesFail = true;
    }
    drawState();
    await new Promise((resolve) => setTimeout(resolve, document.hidden ? 5 * pollMs : pollMs));
  }
}

async function showBorders(): Promise<void> {
  for (;;) {
    try {
      await map.setBorders(await api.borders());
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  }
}

function drawFilter(): void {
  element('filter').replaceChildren(...filters.map((name) => {
    const button = make('button', '', text(name as TextKey));
    button.type = 'button';
    button.setAttribute('aria-pressed', String(filter === name));
    button.addEventListener('click', () => {
      filter = name;
      drawFilter();
      draw();
    });
    return button;
  }));
}

element('language').addEventListener('click', () => {
  toggle();
  drawFilter();
  map.relabel();
  draw();
  drawDetail();
});
document.addEventListener('keydown', (e) => {
  if (e.key === 'Escape' && selected !== undefined) {
    choose(undefined);
  }
});
apply();
drawFilter();
draw();
void showBorders();
void connect();
void watchVehicles();
