import { fail, ok } from '@synergycall/domain';
import type { AmiCore } from './connection.ts';
import { findUnsafeOriginate, originateFields } from './originate.ts';
import { text } from './scrub.ts';
import type { Ami, AmiFailure, AmiResult, AstdbKey } from './types.ts';
import { toChannel, toContact, toDialplanLine, toEndpoint, toEndpointDetail } from './views.ts';

/** A reload of 100,000 extensions takes 2 s; one behind a busy PJSIP may take longer, and undoing it in the middle is worse than waiting. */
const RELOAD_MS = 60_000;
const LISTING_MS = 30_000;

/** Adds the typed verbs to a bare connection (or to a fake one). */
export function withVerbs(core: AmiCore): Ami {
  const ami: Ami = {
    get state() {
      return core.state;
    },
    onState: (listener) => core.onState(listener),
    onFullyBooted: (listener) => core.onFullyBooted(listener),
    waitLive: (timeoutMs) => core.waitLive(timeoutMs),
    send: (action, fields, options) => core.send(action, fields, options),
    list: (action, fields, options) => core.list(action, fields, options),
    on: (eventName, listener) => core.on(eventName, listener),
    close: () => core.close(),

    async dbPut({ family, key, value }) {
      return nothing(await core.send('DBPut', { Family: family, Key: key, Val: value }));
    },
    async dbGet({ family, key }) {
      const found = await core.list('DBGet', { Family: family, Key: key });
      if (!found.ok) return isAbsent(found.error) ? ok(undefined) : found;
      const [event] = found.value;
      return ok(event ? text(event, 'val') : undefined);
    },
    async dbDel({ family, key }) {
      const deleted = await core.send('DBDel', { Family: family, Key: key });
      if (deleted.ok || deleted.error.code !== 'ami.refused') return wasThere(deleted);
      // 22.10.1 says "could not be deleted" both of an absent key and of a database in trouble.
      const left = await ami.dbGet({ family, key });
      return left.ok && left.value === undefined ? ok(false) : deleted;
    },
    dbDelMany: (keys, options = {}) => pipeline(keys, options.inFlight ?? 64, (key) => ami.dbDel(key)),
    async dbDelTree(family, key) {
      const fields = key === undefined ? { Family: family } : { Family: family, Key: key };
      return wasThere(await core.send('DBDelTree', fields, { timeoutMs: LISTING_MS }));
    },
    dbPutMany: (entries, options = {}) =>
      pipeline(entries, options.inFlight ?? 64, ({ family, key, value }) =>
        core.send('DBPut', { Family: family, Key: key, Val: value }, { timeoutMs: options.timeoutMs ?? 10_000 }),
      ),

    async reload(module, options) {
      return nothing(await core.send('Reload', { Module: module }, { timeoutMs: RELOAD_MS, ...options }));
    },
    async showDialPlan(context, options) {
      const fields = context === undefined ? {} : { Context: context };
      const lines = await core.list('ShowDialPlan', fields, { timeoutMs: LISTING_MS, ...options });
      if (!lines.ok) return isAbsent(lines.error) ? ok([]) : lines;
      return ok(lines.value.map(toDialplanLine));
    },
    async pjsipShowEndpoints(options) {
      const events = await core.list('PJSIPShowEndpoints', {}, { timeoutMs: LISTING_MS, ...options });
      if (!events.ok) return isAbsent(events.error) ? ok([]) : events;
      return ok(events.value.map(toEndpoint));
    },
    async pjsipShowEndpoint(id, options) {
      const events = await core.list('PJSIPShowEndpoint', { Endpoint: id }, options);
      if (!events.ok) return isAbsent(events.error) ? ok(undefined) : events;
      return ok(toEndpointDetail(events.value));
    },
    async pjsipShowContacts(options) {
      const events = await core.list('PJSIPShowContacts', {}, { timeoutMs: LISTING_MS, ...options });
      if (!events.ok) return isAbsent(events.error) ? ok([]) : events;
      return ok(events.value.map(toContact));
    },
    async expireCached({ cache, id }) {
      return wasThere(await core.send('SorceryMemoryCacheExpireObject', { Cache: cache, Object: id }));
    },
    async originate(request) {
      const unsafe = findUnsafeOriginate(request);
      if (unsafe) return fail({ code: 'ami.injection', action: 'Originate', field: unsafe });
      const fields = originateFields(request);
      const ringMs = request.ringMs ?? 30_000;
      const answer = await core.send('Originate', fields, {
        timeoutMs: request.wait === 'answer' ? ringMs + 5_000 : 5_000,
      });
      if (answer.ok) return ok(request.wait === 'answer' ? 'answered' : 'queued');
      const failed = answer.error.code === 'ami.refused' && answer.error.message === 'Originate failed';
      return failed ? ok('not-answered') : answer;
    },
    async coreShowChannels(options) {
      const events = await core.list('CoreShowChannels', {}, { timeoutMs: LISTING_MS, ...options });
      return events.ok ? ok(events.value.map(toChannel)) : events;
    },
  };
  return ami;
}

/** Asterisk answers "there is none" with an error: `Database entry not found`, `Unable to retrieve endpoint`, `No Contacts found`, `Did not find context`, `could not be expired from the cache`. */
function isAbsent(error: AmiFailure): boolean {
  return error.code === 'ami.refused' && ABSENT.test(error.message);
}
const ABSENT =
  /not found|^unable to retrieve endpoint|^no \w+ found|did not find context|could not find|does not exist|could not be expired from the cache/i;

const nothing = (result: AmiResult<unknown>): AmiResult<void> => (result.ok ? ok(undefined) : result);

function wasThere(result: AmiResult<unknown>): AmiResult<boolean> {
  if (result.ok) return ok(true);
  return isAbsent(result.error) ? ok(false) : result;
}

/** Keeps `inFlight` actions under way; after the first failure sends no more, waits for the rest and reports it. */
async function pipeline<Entry extends AstdbKey>(
  entries: readonly Entry[],
  inFlight: number,
  put: (entry: Entry) => Promise<AmiResult<unknown>>,
): Promise<AmiResult<number>> {
  let next = 0;
  let done = 0;
  let failure: AmiFailure | undefined;
  const lane = async (): Promise<void> => {
    for (let entry = entries[next]; entry && !failure; entry = entries[next]) {
      next += 1;
      const result = await put(entry);
      if (result.ok) done += 1;
      else failure ??= result.error;
    }
  };
  await Promise.all(Array.from({ length: Math.min(inFlight, entries.length) }, lane));
  return failure ? fail(failure) : ok(done);
}
