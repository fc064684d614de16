import * as maplibregl from 'maplibre-gl';
import type { Alert, Place, Vehicle } from '../api';
import { deltaCodes } from '../papers';
import { ago, current, text } from '../texts';
import { isSilent } from '../vehicle';
import type { OnMap } from './onmap';

maplibregl.setWorkerUrl(new URL('map-worker.js', document.baseURI).href);

const dark = matchMedia('(prefers-color-scheme: dark)');

interface Palette {
  sea: string;
  land: string;
  delta: string;
  border: string;
  vehicle: string;
  silent: string;
  ring: string;
  text: string;
}

const palette = (): Palette =>
  dark.matches
    ? {
        sea: '#0e1620',
        land: '#182330',
        delta: '#21303f',
        border: '#5b7690',
        vehicle: '#4fc3b0',
        silent: '#7d8b98',
        ring: '#0e1620',
        text: '#e8edf2',
      }
    : {
        sea: '#dbe8f0',
        land: '#eef0ea',
        delta: '#fbfbf7',
        border: '#7c93a6',
        vehicle: '#0b7a6b',
        silent: '#8b969f',
        ring: '#ffffff',
        text: '#17212b',
      };

/** Vehicles that are not judged, or not by every rule: their colour on the map, where no violation is open, and that of their ring. */
const unjudged = '#8e5bd0';

const empty: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };
const fonts = ['system-ui', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'sans-serif'].join(',');

type Layer = maplibregl.LayerSpecification;

/** What is drawn, from the bottom up. Letters are drawn by the browser's own fonts: nothing is fetched. */
function layers(c: Palette): Layer[] {
  const byGravity = (red: number, orange: number, other: number): maplibregl.ExpressionSpecification => [
    'match',
    ['get', 'severity'],
    'red',
    red,
    'orange',
    orange,
    'yellow',
    orange,
    other,
  ];
  const colour: maplibregl.ExpressionSpecification = [
    'match',
    ['get', 'severity'],
    'red',
    '#d7263d',
    'orange',
    '#e8871e',
    'yellow',
    '#d9b310',
    ['case', ['get', 'unjudged'], unjudged, ['get', 'silent'], c.silent, c.vehicle],
  ];
  return [
    { id: 'sea', type: 'background', paint: { 'background-color': c.sea } },
    {
      id: 'land',
      type: 'fill',
      source: 'borders',
      paint: { 'fill-color': ['case', ['in', ['get', 'code'], ['literal', deltaCodes]], c.delta, c.land] },
    },
    {
      id: 'border',
      type: 'line',
      source: 'borders',
      paint: { 'line-color': c.border, 'line-width': ['interpolate', ['linear'], ['zoom'], 5, 0.8, 11, 2] },
    },
    {
      id: 'names',
      type: 'symbol',
      source: 'names',
      layout: {
        'text-field': ['get', current() === 'en' ? 'nameEn' : 'name'],
        'text-font': [fonts],
        'text-size': ['case', ['get', 'delta'], 16, 13],
        'text-letter-spacing': 0.1,
        'text-allow-overlap': true,
      },
      paint: { 'text-color': c.text, 'text-opacity': ['case', ['get', 'delta'], 0.55, 0.4] },
    },
    {
      id: 'track',
      type: 'line',
      source: 'track',
      layout: { 'line-join': 'round', 'line-cap': 'round' },
      paint: { 'line-color': c.text, 'line-width': 3, 'line-opacity': 0.55 },
    },
    {
      id: 'vehicles',
      type: 'circle',
      source: 'vehicles',
      layout: { 'circle-sort-key': ['case', ['get', 'selected'], 3, byGravity(2, 1, 0)] },
      paint: {
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 5, byGravity(5, 4.5, 3), 11, byGravity(9, 8.5, 7)],
        'circle-color': colour,
        'circle-opacity': ['case', ['get', 'silent'], 0.55, 1],
        'circle-stroke-color': ['case', ['get', 'selected'], c.text, ['get', 'unjudged'], unjudged, c.ring],
        'circle-stroke-width': ['case', ['any', ['get', 'selected'], ['get', 'unjudged']], 3, 1.5],
      },
    },
    {
      id: 'plates',
      type: 'symbol',
      source: 'vehicles',
      minzoom: 8.5,
      layout: {
        'text-field': ['get', 'plate'],
        'text-font': [fonts],
        'text-size': 12,
        'text-variable-anchor': ['left', 'right', 'top', 'bottom'],
        'text-radial-offset': 0.9,
        'symbol-sort-key': ['case', ['get', 'selected'], -1, byGravity(0, 1, 2)],
      },
      paint: { 'text-color': c.text, 'text-halo-color': c.delta, 'text-halo-width': 1.5 },
    },
  ];
}

/** The map: borders, vehicles, and the alert that is looked at. Everything on it comes from the server it belongs to. */
export class VehicleMap implements OnMap {
  private readonly map: maplibregl.Map;
  private readonly popup = new maplibregl.Popup({ closeButton: false, closeOnClick: false, offset: 12 });
  private readonly pin: maplibregl.Marker;
  private readonly loaded: Promise<void>;

  /** Covers the map while its graphics device is gone, as after a remote desktop is connected again. */
  private readonly lost = document.createElement('p');

  constructor(
    container: HTMLElement,
    private readonly known: (id: string) => Vehicle | undefined,
    onChoose: (id: string) => void,
  ) {
    const data = { type: 'geojson', data: empty } as const;
    this.map = new maplibregl.Map({
      container,
      attributionControl: false,
      dragRotate: false,
      bounds: [
        [116.7, 28.9],
        [122.4, 33.0],
      ],
      style: { version: 8, sources: { borders: data, names: data, track: data, vehicles: data }, layers: layers(palette()) },
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.addControl(new maplibregl.NavigationControl({ showCompass: false }), 'top-left');
    this.map.addControl(new maplibregl.ScaleControl(), 'top-right');
    this.map.addControl(new maplibregl.AttributionControl({ compact: false, customAttribution: 'DCW-GMT (LGPL)' }), 'bottom-right');
    this.pin = new maplibregl.Marker({ element: document.createElement('div') });
    this.loaded = new Promise((resolve) => this.map.once('load', () => resolve()));
    this.map.on('mousemove', 'vehicles', (e) => this.tell(e));
    this.map.on('mouseleave', 'vehicles', () => {
      this.popup.remove();
      this.map.getCanvas().style.cursor = '';
    });
    this.map.on('click', 'vehicles', (e) => {
      const id = e.features?.[0]?.properties?.['id'] as string | undefined;
      if (id !== undefined) {
        onChoose(id);
      }
    });
    this.lost.className = 'lost';
    this.lost.setAttribute('role', 'status');
    this.map.on('webglcontextlost', () => {
      this.lost.textContent = text('map.lost');
      container.append(this.lost);
    });
    this.map.on('webglcontextrestored', () => this.lost.remove());
    dark.addEventListener('change', () => this.restyle());
    this.nameControls();
  }

  async setBorders(borders: GeoJSON.FeatureCollection): Promise<void> {
    await this.loaded;
    void this.source('borders')?.setData(borders);
    void this.source('names')?.setData({
      type: 'FeatureCollection',
      features: borders.features.flatMap((f) => {
        const at = labelPoint(f.geometry);
        return at === undefined
          ? []
          : [
              {
                type: 'Feature' as const,
                geometry: { type: 'Point' as const, coordinates: at },
                properties: { ...f.properties, delta: deltaCodes.includes(f.properties?.['code'] as string) },
              },
            ];
      }),
    });
  }

  /** The library names its controls in English, once. */
  private nameControls(): void {
    const named = {
      '.maplibregl-canvas': 'map.map',
      '.maplibregl-ctrl-zoom-in': 'map.zoomIn',
      '.maplibregl-ctrl-zoom-out': 'map.zoomOut',
    } as const;
    for (const [selector, key] of Object.entries(named)) {
      const control = this.map.getContainer().querySelector<HTMLElement>(selector);
      control?.setAttribute('aria-label', text(key));
      if (control instanceof HTMLButtonElement) {
        control.title = text(key);
      }
    }
  }

  restyle(): void {
    this.nameControls();
    if (this.lost.isConnected) {
      this.lost.textContent = text('map.lost');
      return;
    }
    for (const { id, layout, paint } of layers(palette()) as { id: string; layout?: object; paint?: object }[]) {
      Object.entries(layout ?? {}).forEach(([name, value]) => this.map.setLayoutProperty(id, name as never, value as never));
      Object.entries(paint ?? {}).forEach(([name, value]) => this.map.setPaintProperty(id, name as never, value as never));
    }
  }

  async setVehicles(vehicles: Iterable<Vehicle>, selected: string | undefined): Promise<void> {
    const features = [...vehicles].flatMap((v) =>
      v.position === null
        ? []
        : [
            {
              type: 'Feature' as const,
              geometry: { type: 'Point' as const, coordinates: [v.position.lon, v.position.lat] },
              properties: {
                id: v.id,
                plate: v.plate,
                severity: v.gravestOpen?.severity ?? 'none',
                silent: isSilent(v.time),
                unjudged: v.judging !== undefined,
                selected: v.id === selected,
              },
            },
          ],
    );
    await this.loaded;
    void this.source('vehicles')?.setData({ type: 'FeatureCollection', features });
    const drawn = (severity: string): number => features.filter((f) => f.properties.severity === severity).length;
    this.map.getContainer().dataset['drawn'] = ['red', 'orange', 'yellow', 'none'].map((s) => `${s} ${drawn(s)}`).join(', ');
    this.map.getContainer().dataset['unjudged'] = String(features.filter((f) => f.properties.unjudged).length);
  }

  async setTrack(points: [number, number][]): Promise<void> {
    await this.loaded;
    void this.source('track')?.setData(
      points.length < 2 ? empty : { type: 'Feature', geometry: { type: 'LineString', coordinates: points }, properties: {} },
    );
  }

  show(alert: Alert | undefined): void {
    this.pin.remove();
    if (alert !== undefined) {
      this.pin.getElement().classList.remove('notice', 'yellow', 'orange', 'red');
      this.pin.getElement().classList.add('pin', alert.severity);
      this.pin.setLngLat([alert.position.lon, alert.position.lat]).addTo(this.map);
      this.goTo(alert.position);
    }
  }

  goTo({ lat, lon }: Place): void {
    const duration = matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 900;
    this.map.flyTo({ center: [lon, lat], zoom: Math.max(this.map.getZoom(), 10), duration });
  }

  /** None while the graphics device is gone: what is drawn comes back with it, and newer data with the next poll. */
  private source(name: string): maplibregl.GeoJSONSource | undefined {
    return this.lost.isConnected ? undefined : (this.map.getSource(name) as maplibregl.GeoJSONSource);
  }

  private tell(e: maplibregl.MapLayerMouseEvent): void {
    const id = e.features?.[0]?.properties?.['id'] as string | undefined;
    const vehicle = id === undefined ? undefined : this.known(id);
    if (vehicle?.position) {
      const element = document.createElement('div');
      const plate = document.createElement('strong');
      plate.textContent = vehicle.plate;
      element.append(plate, ` · ${ago(vehicle.time)}`, vehicle.judging === undefined ? '' : ` · ${text('unjudged')}`);
      this.map.getCanvas().style.cursor = 'pointer';
      this.popup.setLngLat([vehicle.position.lon, vehicle.position.lat]).setDOMContent(element).addTo(this.map);
    }
  }
}

/** A place for the name: the middle of the largest ring. */
function labelPoint(geometry: GeoJSON.Geometry): [number, number] | undefined {
  const polygons = geometry.type === 'MultiPolygon' ? geometry.coordinates : geometry.type === 'Polygon' ? [geometry.coordinates] : [];
  let best: [number, number] | undefined;
  let largest = 0;
  for (const ring of polygons.map((p) => p[0] ?? [])) {
    let [area, x, y] = [0, 0, 0];
    for (let i = 0; i + 1 < ring.length; i++) {
      const [a, b] = [ring[i]!, ring[i + 1]!];
      const cross = a[0]! * b[1]! - b[0]! * a[1]!;
      area += cross;
      x += (a[0]! + b[0]!) * cross;
      y += (a[1]! + b[1]!) * cross;
    }
    if (Math.abs(area) > largest) {
      largest = Math.abs(area);
      best = [x / (3 * area), y / (3 * area)];
    }
  }
  return best;
}
