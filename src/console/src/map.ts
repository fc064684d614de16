import * as maplibregl from 'maplibre-gl';
import type { Alert, Vehicle } from './api';
import { clock, current, text } from './texts';

maplibregl.setWorkerUrl(new URL('map-worker.js', document.baseURI).href);

const dark = matchMedia('(prefers-color-scheme: dark)');

interface Palette {
  sea: string;
  land: string;
  delta: string;
  border: string;
  vehicle: string;
  ring: string;
}

const palette = (): Palette => dark.matches
  ? { sea: '#0e1620', land: '#182330', delta: '#21303f', border: '#5b7690', vehicle: '#4fc3b0', ring: '#0e1620' }
  : { sea: '#dbe8f0', land: '#eef0ea', delta: '#fbfbf7', border: '#7c93a6', vehicle: '#0b7a6b', ring: '#ffffff' };

const deltaCodes = ['310000', '320000', '330000', '340000'];
const empty: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };

/** The map: borders, vehicles, and the alert that is looked at. Everything on it comes from the server it belongs to. */
export class VehicleMap {
  private readonly map: maplibregl.Map;
  private readonly names: { marker: maplibregl.Marker; name: { zh: string; en: string } }[] = [];
  private readonly popup = new maplibregl.Popup({ closeButton: false, offset: 10 });
  private readonly pin: maplibregl.Marker;
  private readonly loaded: Promise<void>;
  private vehicles: GeoJSON.FeatureCollection = empty;

  constructor(container: HTMLElement, private readonly known: (id: string) => Vehicle | undefined) {
    const colours = palette();
    this.map = new maplibregl.Map({
      container,
      attributionControl: false,
      dragRotate: false,
      bounds: [[116.5, 29.6], [122.6, 33.2]],
      style: {
        version: 8,
        sources: {
          borders: { type: 'geojson', data: empty },
          vehicles: { type: 'geojson', data: empty },
        },
        layers: [
          { id: 'sea', type: 'background', paint: { 'background-color': colours.sea } },
          {
            id: 'land',
            type: 'fill',
            source: 'borders',
            paint: { 'fill-color': ['case', ['in', ['get', 'code'], ['literal', deltaCodes]], colours.delta, colours.land] },
          },
          { id: 'border', type: 'line', source: 'borders', paint: { 'line-color': colours.border, 'line-width': ['interpolate', ['linear'], ['zoom'], 5, 0.8, 11, 2] } },
          {
            id: 'vehicles',
            type: 'circle',
            source: 'vehicles',
            paint: {
              'circle-radius': ['interpolate', ['linear'], ['zoom'], 5, 3, 11, 7],
              'circle-color': ['match', ['get', 'severity'], 'red', '#d7263d', 'orange', '#e8871e', 'yellow', '#d9b310', colours.vehicle],
              'circle-stroke-color': colours.ring,
              'circle-stroke-width': 1.5,
            },
          },
        ],
      },
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.addControl(new maplibregl.NavigationControl({ showCompass: false }), 'bottom-left');
    this.map.addControl(new maplibregl.AttributionControl({ compact: true, customAttribution: 'DCW-GMT (LGPL)' }), 'bottom-left');
    const pin = document.createElement('div');
    pin.className = 'pin';
    this.pin = new maplibregl.Marker({ element: pin });
    this.loaded = new Promise((resolve) => this.map.once('load', () => resolve()));
    this.map.on('mousemove', 'vehicles', (e) => this.tell(e));
    this.map.on('click', 'vehicles', (e) => this.tell(e));
    this.map.on('mouseleave', 'vehicles', () => this.popup.remove());
    dark.addEventListener('change', () => this.paint());
  }

  /** Shows the provinces and their names. */
  async setBorders(borders: GeoJSON.FeatureCollection): Promise<void> {
    await this.loaded;
    this.source('borders').setData(borders);
    for (const feature of borders.features) {
      const properties = feature.properties as { code: string; name: string; nameEn: string } | null;
      const at = labelPoint(feature.geometry);
      if (properties !== null && at !== undefined) {
        const element = document.createElement('div');
        element.className = deltaCodes.includes(properties.code) ? 'province' : 'province neighbour';
        const name = { zh: properties.name, en: properties.nameEn };
        this.names.push({ marker: new maplibregl.Marker({ element }).setLngLat(at).addTo(this.map), name });
      }
    }
    this.relabel();
  }

  /** Writes the names in the current language. */
  relabel(): void {
    for (const { marker, name } of this.names) {
      marker.getElement().textContent = current() === 'en' ? name.en : name.zh;
    }
  }

  /** Shows where vehicles are, each coloured by the gravest of its open alerts. */
  async setVehicles(vehicles: Vehicle[], severity: (id: string) => string): Promise<void> {
    this.vehicles = {
      type: 'FeatureCollection',
      features: vehicles.flatMap((v) => v.position === null ? [] : [{
        type: 'Feature' as const,
        geometry: { type: 'Point' as const, coordinates: [v.position.lon, v.position.lat] },
        properties: { id: v.id, severity: severity(v.id) },
      }]),
    };
    await this.loaded;
    this.source('vehicles').setData(this.vehicles);
  }

  /** Goes to an alert and marks its place; `undefined` takes the mark away. */
  show(alert: Alert | undefined): void {
    this.pin.remove();
    if (alert !== undefined) {
      const at: [number, number] = [alert.position.lon, alert.position.lat];
      this.pin.setLngLat(at).addTo(this.map);
      this.map.flyTo({ center: at, zoom: Math.max(this.map.getZoom(), 10), duration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 900 });
    }
  }

  private source(name: string): maplibregl.GeoJSONSource {
    return this.map.getSource(name) as maplibregl.GeoJSONSource;
  }

  private tell(e: maplibregl.MapLayerMouseEvent): void {
    const id = e.features?.[0]?.properties?.['id'] as string | undefined;
    const vehicle = id === undefined ? undefined : this.known(id);
    if (vehicle?.position) {
      const element = document.createElement('div');
      const plate = document.createElement('strong');
      plate.textContent = vehicle.plate;
      element.append(plate, ` ${text('seenAt')} ${clock(vehicle.time)}`);
      this.popup.setLngLat([vehicle.position.lon, vehicle.position.lat]).setDOMContent(element).addTo(this.map);
    }
  }

  private paint(): void {
    const colours = palette();
    this.map.setPaintProperty('sea', 'background-color', colours.sea);
    this.map.setPaintProperty('land', 'fill-color', ['case', ['in', ['get', 'code'], ['literal', deltaCodes]], colours.delta, colours.land]);
    this.map.setPaintProperty('border', 'line-color', colours.border);
    this.map.setPaintProperty('vehicles', 'circle-stroke-color', colours.ring);
    this.map.setPaintProperty('vehicles', 'circle-color', ['match', ['get', 'severity'], 'red', '#d7263d', 'orange', '#e8871e', 'yellow', '#d9b310', colours.vehicle]);
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
