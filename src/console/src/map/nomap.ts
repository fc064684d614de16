import type { OnMap } from './onmap';
import { text } from '../texts';

/**
 * Takes the place of the map in a browser without WebGL, as on a remote desktop or where hardware acceleration is off: nobody may miss an alert for want
 * of a picture.
 */
export class NoMap implements OnMap {
  constructor(private readonly container: HTMLElement) {
    container.classList.add('none');
    container.setAttribute('role', 'note');
    this.restyle();
  }

  restyle(): void {
    const note = document.createElement('p');
    note.textContent = text('map.none');
    this.container.replaceChildren(note);
  }

  setBorders(): Promise<void> {
    return Promise.resolve();
  }

  setVehicles(): Promise<void> {
    return Promise.resolve();
  }

  setTrack(): Promise<void> {
    return Promise.resolve();
  }

  show(): void {}

  goTo(): void {}
}
