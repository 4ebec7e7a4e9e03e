/** What calls out cost: price lists, what a day has cost, and its limit lifted by hand. */
export { spendingRouter, type SpendingDeps } from './spending.router.ts';
export { hasPrices } from './price.store.ts';
export { priceKeeper, type PriceKeeper } from './price-keeper.ts';
export { liftedDay, spentToday } from './spending.store.ts';
export { spendWatch, type SpendWatch } from './spend-watch.ts';
