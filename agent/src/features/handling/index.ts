/** What a person's calls do: do not disturb, forwards, ring time; by the portal, by admins, by feature codes. */
export {
  handlingRouter,
  showHandling,
  updateHandling,
  type HandlingDeps,
  type HandlingLiveActs,
  type MayForward,
} from './handling.router.ts';
export { forwardersTo, moveForwards } from './handling.service.ts';
export { handlingWatch, type HandlingWatch } from './handling-watch.ts';
export { handlingFacts } from './handling.store.ts';
export { noteOf, takeNotes } from './said.ts';
