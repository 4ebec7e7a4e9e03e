import type { DeviceLive } from '@synergycall/domain';
import { create } from 'zustand';

/** What this window shows; what the agent knows stays in the query cache. */
interface WindowState {
  compactRows: boolean;
  setCompactRows: (compact: boolean) => void;
  newUserOpen: boolean;
  setNewUserOpen: (open: boolean) => void;
  /** A job that this window started or watches in the apply bar. */
  watchedJob: string | null;
  watchJob: (id: string | null) => void;
}
export const useWindow = create<WindowState>((set) => ({
  compactRows: localStorage.getItem('compact-rows') === 'yes',
  setCompactRows: (compactRows) => {
    localStorage.setItem('compact-rows', compactRows ? 'yes' : 'no');
    set({ compactRows });
  },
  newUserOpen: false,
  setNewUserOpen: (newUserOpen) => set({ newUserOpen }),
  watchedJob: null,
  watchJob: (watchedJob) => set({ watchedJob }),
}));

export type Connection = 'connecting' | 'live' | 'offline';
interface LiveState {
  connection: Connection;
  /** When the agent was last heard of; null: never. */
  heardAt: string | null;
  asterisk: 'live' | 'down' | 'unknown';
  devices: ReadonlyMap<string, DeviceLive>;
  /** The same by owner. */
  byUser: ReadonlyMap<string, readonly DeviceLive[]>;
}
/** The tenant's live picture, replaced as a whole by each snapshot. */
export const useLive = create<LiveState>(() => ({
  connection: 'connecting',
  heardAt: null,
  asterisk: 'unknown',
  devices: new Map(),
  byUser: new Map(),
}));

export const lastSite = (): string | null => localStorage.getItem('site');
export const rememberSite = (id: string | null): void => {
  if (id === null) localStorage.removeItem('site');
  else localStorage.setItem('site', id);
};
export const lastTenant = (siteId: string): string | null => localStorage.getItem(`tenant-of-${siteId}`);
export const rememberTenant = (siteId: string, tenantId: string): void =>
  localStorage.setItem(`tenant-of-${siteId}`, tenantId);
