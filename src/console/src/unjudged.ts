import type { Vehicle } from './api';
import { make, refill } from './panel';
import { current, text } from './texts';

const mostPlates = 6;

let drawn = '';

/**
 * Says which vehicles are not judged, or not by every rule: that no violation of them is open does not mean that all is well. Hidden where all are judged.
 * Drawn again only when it has changed, so that the focus stays on its buttons, and a screen reader reads it once.
 */
export function drawUnjudged(container: HTMLElement, vehicles: Iterable<Vehicle>, onChoose: (id: string) => void): void {
  const unjudged = [...vehicles].filter((v) => v.judging !== undefined);
  const content = JSON.stringify([current(), unjudged.map((v) => [v.id, v.judging?.state])]);
  if (drawn !== content) {
    drawn = content;
    container.hidden = unjudged.length === 0;
    refill(container, notice(unjudged, onChoose));
  }
}

function notice(unjudged: Vehicle[], onChoose: (id: string) => void): Node[] {
  const groups = (['quarantined', 'faulted'] as const)
    .map((state) => ({ state, of: unjudged.filter((v) => v.judging?.state === state) }))
    .filter((g) => g.of.length > 0);
  return groups.map(({ state, of }) =>
    make('p', '', [
      `${text(`u.${state}`)}${of.length} · `,
      ...of.slice(0, mostPlates).map((v) => {
        const button = make('button', '', v.plate);
        button.type = 'button';
        button.addEventListener('click', () => onChoose(v.id));
        return button;
      }),
      ...(of.length > mostPlates ? [` + ${of.length - mostPlates}`] : []),
    ]),
  );
}
