alter table live_versions add column rolled_back_to bigint;
alter table live_versions add column size bigint default 0 not null;
update live_versions set size = length(live_values);
alter table live_keys add column content varchar(80);
alter table live_keys add column seq bigint default 0 not null;
create index live_keys_seq on live_keys (run, seq);
alter table live_applied alter column epoch drop not null;
