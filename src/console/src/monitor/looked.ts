import type { Located, VehicleDetail } from '../api';

/** The vehicle that is looked at, by itself or for the selected alert, and what was last read of it. */
export interface Looked {
  id: string;
  detail?: VehicleDetail | undefined;
  located?: Located | undefined;
  read: boolean;
  /** By which report and purpose the track was read, and when. */
  track?: { of: string; at: number; unavailableFrom?: string | undefined } | undefined;
}

/** Whether the server gives out nothing of the vehicle: there is no report of it, or the person may not see it. */
export const isMissing = (looked: Looked): boolean => looked.read && looked.detail === undefined;
