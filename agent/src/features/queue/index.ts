/** Queues at this moment: who waits, who is logged in. What a queue is, and where it leads, is callflow's. */
export { queueCounts, type QueueCounts } from './queue-counts.ts';
export { queueRouter, type QueueDeps, type QueueLiveActs } from './queue.router.ts';
export { setAgent } from './queue.service.ts';
export { logoutFacts, queuesOfPerson } from './queue.store.ts';
