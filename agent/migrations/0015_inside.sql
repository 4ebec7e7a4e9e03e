-- Loose ends of what happens inside a company: parking time, messages that go once they were sent, what was said when.

-- As long nobody takes a parked call; the usual 45 s stand in no model.
alter table tenants add column park_seconds integer not null default 45 check (park_seconds between 10 and 600);

-- With the recording, and the message is removed once the server took the letter.
alter table users drop constraint users_voicemail_notify_check;
alter table users add constraint users_voicemail_notify_check
  check (voicemail_notify in ('off', 'note', 'recording', 'recording-delete'));
-- The letter after which the message goes; null: it stays, or is gone.
alter table voicemail_told add column remove_after text;
create index voicemail_told_removes on voicemail_told (remove_after) where remove_after is not null;

-- When a person or a schedule was changed at once for the last time, by the host's clock as Asterisk's notes say it: a
-- note of a phone that comes late undoes nothing newer. `what`: dnd, always, busy, noanswer, hours, or queue:<id>.
create table live_changes (
  tenant_id opaque_id not null references tenants,
  subject_id opaque_id not null,
  what text not null,
  epoch bigint not null,
  primary key (tenant_id, subject_id, what)
);
alter table live_changes enable row level security;
alter table live_changes force row level security;
create policy scoped on live_changes using (app_sees(tenant_id)) with check (app_sees(tenant_id));
