import type { Vehicle } from '../api';
import { VehicleMap } from './map';
import { NoMap } from './nomap';
import type { OnMap } from './onmap';

/** The map; where the browser cannot draw it, a note that says so. */
export const openMap = (container: HTMLElement, known: (id: string) => Vehicle | undefined, onChoose: (id: string) => void): OnMap =>
  (hasWebGl() ? tryMap(container, known, onChoose) : undefined) ?? new NoMap(container);

/** A graphics device may fail though it is there. */
function tryMap(container: HTMLElement, known: (id: string) => Vehicle | undefined, onChoose: (id: string) => void): OnMap | undefined {
  try {
    return new VehicleMap(container, known, onChoose);
  } catch (error) {
    console.error(error);
    return undefined;
  }
}

function hasWebGl(): boolean {
  const context = document.createElement('canvas').getContext('webgl2');

  // A browser has a few contexts only.
  context?.getExtension('WEBGL_lose_context')?.loseContext();
  return context !== null;
}
