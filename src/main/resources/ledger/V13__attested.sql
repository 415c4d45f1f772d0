-- At the hub: what recipients' nodes attested of the copies that were passed on to them. A copy that is not here, or
-- not far enough, goes out again when the hub or that node was brought back from a backup.
create table attested (
    document uuid not null,
    number   integer not null,
    event    varchar(32) not null,
    node     varchar(63) not null,
    at       timestamp with time zone not null,
    digest   bytea not null,
    primary key (document, number, event)
);
create index attested_by_node on attested (node, at);
