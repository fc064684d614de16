import type { Alert, Place, Vehicle } from '../api';

/** What the page shows on its map. */
export interface OnMap {
  /** Shows the provinces and their names. */
  setBorders(borders: GeoJSON.FeatureCollection): Promise<void>;

  /** Shows where vehicles are, each coloured by its gravest open violation. */
  setVehicles(vehicles: Iterable<Vehicle>, selected: string | undefined): Promise<void>;

  /** Draws where the chosen vehicle was. */
  setTrack(points: [number, number][]): Promise<void>;

  /** Goes to an alert and marks its place; `undefined` takes the mark away. */
  show(alert: Alert | undefined): void;

  goTo(place: Place): void;

  /** Draws everything again in the current language and colours. */
  restyle(): void;
}
