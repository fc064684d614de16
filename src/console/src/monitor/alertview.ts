import type { Alert } from '../api';
import { alertItem, make } from '../panel';
import { text, type TextKey } from '../texts';
import { filters } from './alertlist';

/** What the list shows, and what a click does. */
interface Listing {
  shown: readonly Alert[];
  selected: string | undefined;
  /** What is written below the alerts where they are not all. */
  rest: TextKey | undefined;
  onChoose: (id: string) => void;
  /** Absent where there are no more. */
  onMore: (() => void) | undefined;
}

/** Draws the list; the focus stays on the same alert. */
export function drawAlerts(list: HTMLElement, { shown, selected, rest, onChoose, onMore }: Listing): void {
  const focused = (document.activeElement?.closest('li') as HTMLElement | null)?.dataset['id'];
  list.replaceChildren(...shown.map((a) => alertItem(a, a.id === selected, () => onChoose(a.id))));
  if (onMore !== undefined) {
    const more = make('button', 'more', text('more'));
    more.type = 'button';
    more.addEventListener('click', onMore);
    list.append(make('li', '', [more]));
  } else if (rest !== undefined) {
    list.append(make('li', 'none', text(rest)));
  }
  if (focused !== undefined) {
    list.querySelector<HTMLElement>(`li[data-id="${focused}"] button`)?.focus();
  }
}

/** Draws the buttons that choose which alerts are listed. */
export function drawFilters(parent: HTMLElement, chosen: string, onChoose: (name: (typeof filters)[number]) => void): void {
  parent.replaceChildren(
    ...filters.map((name) => {
      const button = make('button', '', text(name));
      button.type = 'button';
      button.setAttribute('aria-pressed', String(chosen === name));
      button.addEventListener('click', () => onChoose(name));
      return button;
    }),
  );
}
