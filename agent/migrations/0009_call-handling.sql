-- What a person's calls do (decision 0013): live state, effective at once, no part of an apply nor of a restore.

create table call_handling (
  tenant_id opaque_id not null,
  user_id opaque_id not null,
  dnd boolean not null default false,
  ring_seconds integer check (ring_seconds between 5 and 120),
  primary key (tenant_id, user_id),
  foreign key (tenant_id, user_id) references users (tenant_id, id)
);

-- Where their calls go on; an event without a row goes by default.
create table call_forwards (
  tenant_id opaque_id not null,
  user_id opaque_id not null,
  event text not null check (event in ('always', 'busy', 'noanswer', 'away')),
  target_user_id opaque_id,
  target_flow_id opaque_id,
  target_number text check (target_number ~ '^\+[1-9][0-9]{6,14}$'),
  -- The person's own box, or the end of the call.
  target_word text check (target_word in ('voicemail', 'hangup')),
  primary key (tenant_id, user_id, event),
  foreign key (tenant_id, user_id) references users (tenant_id, id),
  foreign key (tenant_id, target_user_id) references users (tenant_id, id),
  -- A restore that takes a flow away leaves those who forward there by default; whoever deletes one is asked before.
  foreign key (tenant_id, target_flow_id) references flows (tenant_id, id) on delete cascade,
  check (num_nonnulls(target_user_id, target_flow_id, target_number, target_word) = 1),
  check (target_user_id is null or target_user_id <> user_id)
);
create index call_forwards_user on call_forwards (tenant_id, target_user_id) where target_user_id is not null;
create index call_forwards_flow on call_forwards (tenant_id, target_flow_id) where target_flow_id is not null;

do $$
declare t text;
begin
  foreach t in array array['call_handling', 'call_forwards'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy scoped on %I using (app_sees(tenant_id)) with check (app_sees(tenant_id))', t);
  end loop;
end $$;
