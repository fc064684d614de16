import type { Vehicle } from '../api';
import { matching, plateKey } from '../plate';
import { text } from '../texts';

/**
 * Goes to the vehicle whose plate is typed; to the next one of several when the same is asked again. While the vehicles are not read yet (undefined), none is
 * reported as missing. One that is not found leaves no other in view (`onNone`).
 */
export function watchFind(
  input: HTMLInputElement,
  vehicles: () => Iterable<Vehicle> | undefined,
  looked: () => string | undefined,
  onChoose: (id: string) => void,
  onNone: () => void,
): void {
  let sought = '';
  const find = (): void => {
    const known = vehicles();
    const found = matching(known ?? [], input.value);
    const isMissing = plateKey(input.value) !== '' && found.length === 0;
    const next = found[sought === input.value ? (found.findIndex((v) => v.id === looked()) + 1) % found.length : 0];
    sought = input.value;
    if (isMissing && known !== undefined) {
      onNone();
    }
    input.setCustomValidity(isMissing ? text(known === undefined ? 'vehiclesUnknown' : 'notFound') : '');
    input.reportValidity();
    if (next !== undefined) {
      onChoose(next.id);
      if (found.length > 1) {
        input.focus();
      }
    }
  };
  input.addEventListener('keydown', (e) => {
    if (e.key === 'Enter') {
      // The same stroke must not submit the form of a dialog that opens.
      e.preventDefault();
      find();
    }
  });
  input.addEventListener('change', () => {
    if (sought !== input.value) {
      find();
    }
  });
  input.addEventListener('input', () => input.setCustomValidity(''));
}
